-- The queries that wordloop's document implies, on the store of hard-rows.ts. Each comment that begins with an arrow is a row
-- of the answer.

-- Meetings of a user, newest first, with how far they have come
SELECT left(m.title, 8), u.auth0_id, t.status, t.status_message
FROM meetings m JOIN users u ON u.id = m.user_id JOIN transcriptions t ON t.meeting_id = m.id
ORDER BY m.created_at DESC;
--> c.ogg | local | pending | ''
--> stdin | local | failed | Decoding - failed: no audio.
--> ÄÄÄÄÄÄÄÄ | auth0|maya | completed | ''

-- Texts that are hard to send, as they were: no letter of a long title is lost, no line end of a summary
SELECT length(title), octet_length(title), md5(summary), md5(key_points ->> 0), key_points -> 1 ->> 'n'
FROM meetings WHERE summary IS NOT NULL;
--> 10000 | 20000 | 376df731e51cedd9637f9e28aaf2a71a | 376df731e51cedd9637f9e28aaf2a71a | 1.5

-- The transcript of a meeting: who said what when, by the name of the person or else by the label
SELECT g.start_time::text, coalesce(p.name, g.speaker_label), g.text, g.is_final::text
FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id JOIN meetings m ON m.id = t.meeting_id
LEFT JOIN people p ON p.id = g.person_id
WHERE m.title LIKE 'Ä%' ORDER BY g.start_time;
--> 0.1 | Maya | Good morning. | true
--> 2 | unattributed | Hm? | true
--> 8.5 | Zoë | It's "done"; isn’t it? | true

-- In which meetings a person spoke, and for how many seconds
SELECT p.name, count(DISTINCT t.meeting_id)::text, round(sum(g.end_time - g.start_time), 3)::text
FROM people p JOIN transcript_segments g ON g.person_id = p.id JOIN transcriptions t ON t.id = g.transcription_id
GROUP BY p.name;
--> Maya | 1 | 0.233

-- Through which states a transcription has gone
SELECT left(m.title, 5), string_agg(h.status, ' -> ' ORDER BY h.created_at)
FROM meetings m JOIN transcriptions t ON t.meeting_id = m.id JOIN transcription_status_history h ON h.transcription_id = t.id
GROUP BY m.id, m.title ORDER BY m.title;
--> c.ogg | pending
--> stdin | pending -> failed
--> ÄÄÄÄÄ | pending -> completed

-- Where the recording of a meeting is
SELECT left(m.title, 5), f.storage_path, f.file_name, f.content_type, f.file_size::text
FROM meeting_audio_files f JOIN meetings m ON m.id = f.meeting_id ORDER BY f.created_at;
--> ÄÄÄÄÄ | /recordings/a.ogg | a.ogg | audio/ogg | 123456
--> stdin | '' | stdin | audio/ogg | 123456
--> c.ogg | /recordings/c.ogg | c.ogg | audio/ogg | 123456

-- Whose tasks are open, and how many steps each has
SELECT coalesce(p.name, 'nobody'), k.due_date::text, jsonb_array_length(k.sub_tasks)::text, k.content LIKE E'\\\\N\n%First\nsecond'
FROM tasks k LEFT JOIN people p ON p.id = k.assigned_to WHERE k.status = 'pending' ORDER BY k.due_date;
--> Maya | 2026-02-03 | 1 | true
--> nobody | '' | 0 | false

-- What was done
SELECT content FROM tasks WHERE status = 'completed';
--> Told

-- What is written about a person, and about a meeting
SELECT n.subject_type, coalesce(p.name, left(m.title, 1)), md5(n.content), n.tags::text
FROM notes n LEFT JOIN people p ON n.subject_type = 'PERSON' AND p.id = n.subject_id
LEFT JOIN meetings m ON n.subject_type = 'MEETING' AND m.id = n.subject_id ORDER BY 1;
--> MEETING | Ä | 376df731e51cedd9637f9e28aaf2a71a | ["x"]
--> PERSON | Maya | d41d8cd98f00b204e9800998ecf8427e | []

-- What was asked about a meeting, and what came back
SELECT c.role, md5(c.content), md5(c.tool_calls -> 0 ->> 'text')
FROM chat_messages c JOIN ai_threads a ON a.id = c.thread_id JOIN meetings m ON a.context_type = 'MEETING' AND m.id = a.context_id
ORDER BY c.created_at;
--> user | 376df731e51cedd9637f9e28aaf2a71a | ''
--> assistant | d41d8cd98f00b204e9800998ecf8427e | 376df731e51cedd9637f9e28aaf2a71a

-- Who can be recognized, and with what confidence
SELECT name, role, email, company, voice_model_status, voice_confidence::text FROM people;
--> Maya | Chair | maya@example.com |  | training | 1

-- The person behind an account
SELECT u.name, p.name FROM users u LEFT JOIN people p ON p.id = u.person_id ORDER BY u.auth0_id;
--> Maya L. | Maya
--> '' | ''
