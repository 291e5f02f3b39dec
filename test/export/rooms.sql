-- The queries that the document of rooms implies, on the store of office.ts. Each comment that begins with an arrow is a row of
-- the answer.

-- Users, and what they do
SELECT email, name, profession, _password FROM users ORDER BY email NULLS LAST;
--> local@localhost | local | '' | ''
--> maya@example.com | Maya Chen | Engineer | ''
--> omar@example.com | '' | '' | ''
--> '' | Lee | '' | ''

-- Rooms of their owners
SELECT u.email, r.name, r.type, r.token, r.host FROM rooms r JOIN users u ON u.id = r.owner_id;
--> maya@example.com | Blue | '' | blue-1 | ''

-- Files that users uploaded, with what goes with them
SELECT u.email, f.original_name, f.size, json_array_length(f.companion_files)
FROM user_files f JOIN users u ON u.id = f.owner_id ORDER BY u.email, f.original_name;
--> local@localhost | failed.ogg | 123456 | 2
--> local@localhost | loose.ogg | 123456 | 4
--> local@localhost | processing.ogg | 123456 | 2
--> maya@example.com | planned.ogg | 123456 | 4

-- Companions of the files of a room, with keys and sizes
SELECT r.name, c ->> 'kind', coalesce(c ->> 'type', c ->> 'label'), right(c ->> 'key', 14), c ->> 'size', c ->> 'start'
FROM rooms r JOIN room_data_refs d ON d.room_id = r.id JOIN user_files f ON f.id = d.file_id,
     json_array_elements(f.companion_files) c;
--> Blue | artifact | transcript.md | /transcript.md | 321 | ''
--> Blue | artifact | transcript.vtt | transcript.vtt | 321 | ''
--> Blue | track | first.ogg | '' | '' | 0
--> Blue | track | second.ogg | '' | '' | 3.7

-- Panels of a room, and the files that they show
SELECT r.name, left(p.name, 9), p.layout, p.config ->> 'source', json_array_length(p.config -> 'artifacts'), f.original_name
FROM dashboard_panels p JOIN rooms r ON r.id = p.room_id
JOIN room_data_refs d ON d.room_id = r.id AND d.panel_id = p.id::text JOIN user_files f ON f.id = d.file_id;
--> Blue | It's "don | '' | scribe | 2 | planned.ogg

-- What each turn with a language model took in a room
SELECT r.name, x.turn_number, x.input_tokens, x.output_tokens, x.cached_tokens, x.latency_ms, x.classification, u.email,
       x.timestamp::text
FROM ai_state.turn_metrics_record x JOIN rooms r ON r.id = x.room_id JOIN users u ON u.id = x.user_id
ORDER BY r.name, x.turn_number;
--> Blue | 0 | 100 | 20 | '' | 900 | question | omar@example.com | 2026-01-05 10:00:00
--> Blue | 1 | 101 | 20 | '' | 900 | question | omar@example.com | 2026-01-05 10:01:00

-- Tables that no recording says anything for
SELECT count(*) FROM (SELECT id FROM messages UNION ALL SELECT id FROM room_members UNION ALL SELECT id FROM api_keys
  UNION ALL SELECT id FROM refresh_tokens UNION ALL SELECT id FROM connection_logs UNION ALL SELECT id FROM licenses
  UNION ALL SELECT id FROM license_seats UNION ALL SELECT id FROM ai_state.user_properties) t;
--> 0
