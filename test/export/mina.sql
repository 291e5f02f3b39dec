-- The queries that mina's document implies, on the store of office.ts. Each comment that begins with an arrow is a row of the
-- answer.

-- Meetings of a workspace in a state, newest first: what its index is for
SELECT w.slug, m.status, left(m.title, 9), length(m.title), u.username, m.created_at::text
FROM meeting m JOIN workspace w ON w.id = m.workspace_id JOIN "user" u ON u.id = m.organizer_id
ORDER BY w.slug, m.status, m.created_at DESC;
--> local | completed | Stand-up, | 20 | local | 2026-01-05 09:20:00
--> local | draft | failed.og | 10 | local | 2026-01-05 09:40:00
--> local | draft | processin | 14 | local | 2026-01-05 09:30:00
--> sales | completed | It's "don | 255 | maya | 2026-01-05 09:10:00

-- The calendar of a workspace
SELECT m.scheduled_start::text, m.scheduled_end::text, length(m.description)
FROM meeting m JOIN workspace w ON w.id = m.workspace_id
WHERE w.slug = 'sales' AND m.scheduled_start >= '2026-01-01' ORDER BY m.scheduled_start;
--> 2026-01-05 09:00:00 | 2026-01-05 09:30:00 | 302

-- Meetings that a user organizes
SELECT u.email, count(*) FROM meeting m JOIN "user" u ON u.id = m.organizer_id GROUP BY u.email ORDER BY u.email;
--> local@localhost | 3
--> maya@example.com | 1

-- Active sessions, and those that ended
SELECT s.status, count(*), min(s.started_at)::text, max(s.ended_at)::text, count(s.user_id), count(s.language)
FROM session s WHERE s.vad_enabled GROUP BY s.status ORDER BY s.status;
--> completed | 2 | 2026-01-05 08:59:30.25 | 2026-01-05 09:00:31.287 | 1 | 2
--> error | 1 | 2026-01-05 08:59:30.25 | '' | 0 | 0
--> processing | 1 | 2026-01-05 08:59:30.25 | '' | 0 | 0

-- The session of every meeting, by its external id
SELECT count(*) FROM meeting m JOIN session s ON s.external_id = m.session_id;
--> 4

-- What was said in a meeting, in order
SELECT g.start_ms, g.end_ms, left(g.speaker, 8), length(g.speaker), g.text, g.kind, g.language
FROM segment g JOIN session s ON s.id = g.session_id JOIN meeting m ON m.session_id = s.external_id
WHERE m.scheduled_start IS NOT NULL ORDER BY g.start_ms;
--> 100 | 333 | Maya | 4 | Good morning. | final | en
--> 2000 | 2500 | '' | '' | Hm? | final | en
--> 8500 | 12000 | Dr. üüüü | 50 | It's "done"; isn’t it? | final | en

-- Tasks of a user that are not done, the most urgent first
SELECT u.username, t.status, t.priority, t.due_date::text, length(t.title), c.username
FROM task t JOIN "user" u ON u.id = t.assigned_to_id JOIN "user" c ON c.id = t.created_by_id
WHERE t.status IN ('todo', 'in_progress') ORDER BY t.due_date;
--> maya | todo | high | 2026-02-01 | 255 | maya

-- Tasks of meetings, and what they wait for
SELECT t.title, t.status, t.completed_at::text, left(d.title, 9), u.email
FROM task t JOIN task d ON d.id = t.depends_on_task_id JOIN "user" u ON u.id = t.created_by_id;
--> Send the numbers | completed | 2026-01-05 09:50:00 | It's "don | omar@example.com

-- Who took part in the meetings
SELECT u.email, p.role, p.status, p.joined_at IS NULL, m.scheduled_start IS NOT NULL
FROM participant p JOIN "user" u ON u.id = p.user_id JOIN meeting m ON m.id = p.meeting_id
ORDER BY m.created_at, u.email;
--> maya@example.com | presenter | attended | true | true
--> omar@example.com | participant | accepted | true | true
--> omar@example.com | participant | attended | true | false

-- Analytics that are pending, newest first
SELECT left(m.title, 9), a.analysis_status, a.overall_sentiment_score, a.key_topics::text
FROM analytics a JOIN meeting m ON m.id = a.meeting_id
WHERE a.analysis_status = 'pending' ORDER BY a.created_at DESC;
--> Stand-up, | pending | '' | ''
--> It's "don | pending | '' | ''

-- Marked moments of a session, in order
SELECT k.timestamp, k.type, k.speaker, u.email, octet_length(k.content)
FROM marker k JOIN meeting m ON m.session_id = k.session_id JOIN "user" u ON u.id = k.user_id
ORDER BY k.session_id, k.timestamp;
--> 500 | decision | '' | omar@example.com | 2
--> 9000 | risk | Maya | maya@example.com | 310
