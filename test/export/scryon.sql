-- The queries that scryon's document implies, on the store of hard-rows.ts. Each comment that begins with an arrow is a row of
-- the answer.

-- Calls of a user, newest first: what its index is for
SELECT u.external_user_id, left(c.title, 5), c.status, c.error_reason, c.direction, c.contact_name, c.duration_seconds::text
FROM call_records c JOIN users u ON u.id = c.user_id ORDER BY u.external_user_id, c.created_at DESC;
--> auth0|maya | ÄÄÄÄÄ | COMPLETED | '' | OUTGOING | Ann | 61
--> local | c.ogg | UPLOADED | '' | UNKNOWN | '' | 61
--> local | stdin | FAILED | RECORDING | UNKNOWN | '' | 61

-- Texts that are hard to send, as they were: no letter of a long title is lost, no line end of a task
SELECT max(length(c.title)), max(octet_length(c.title)), md5(max(i.title)), max(i.description) = E'First\nsecond'
FROM call_records c JOIN action_items i ON i.call_record_id = c.id WHERE i.status = 'OPEN';
--> 10000 | 20000 | 376df731e51cedd9637f9e28aaf2a71a | true

-- Which calls are in which state
SELECT status, count(*)::text FROM call_records GROUP BY status ORDER BY status;
--> COMPLETED | 1
--> FAILED | 1
--> UPLOADED | 1

-- Where the transcript of a call is
SELECT a.artifact_type, a.storage_key = c.id || '/transcript.json', a.content_type, a.byte_size::text
FROM call_artifacts a JOIN call_records c ON c.id = a.call_id;
--> NORMALIZED_TRANSCRIPT_JSON | true | application/json | 4711

-- What is to be done, by whom, and where it was said
SELECT i.status, i.priority, i.due_date::text, i.owner_speaker_label, i.owner_display_name, i.owner_role,
       jsonb_array_length(i.source_segment_ids_json)::text, md5(i.source_text), i.completed_at IS NOT NULL
FROM action_items i ORDER BY i.status, i.due_date;
--> DONE | medium | '' | '' | Ann | guest | 0 | '' | true
--> OPEN | high | 2026-02-03 | S1 | Maya | Chair | 1 | 376df731e51cedd9637f9e28aaf2a71a | false
--> SNOOZED | medium | '' | S2 | Zoë | '' | 0 | '' | false

-- What happened in a call, stage by stage
SELECT left(c.title, 5), e.stage, e.status, e.provider, e.duration_ms::text, e.error_code, e.error_message
FROM call_processing_events e LEFT JOIN call_records c ON c.id = e.call_id ORDER BY e.stage;
--> stdin | DECODE | FAILED | '' | '' | RECORDING | Decoding <path> failed.
--> ÄÄÄÄÄ | DETECT_SPEECH | COMPLETED | silero-vad | 12 | '' | ''
--> '' | SWEEP | SKIPPED | '' | '' | '' | ''

-- Names for the resolver of speakers
SELECT external_user_id, display_name, email FROM users ORDER BY external_user_id;
--> auth0|maya | Maya L. | maya@example.com
--> local | '' | local@localhost
