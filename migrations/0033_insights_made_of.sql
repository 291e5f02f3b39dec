-- Why: the insights of a meeting are made of its transcript, and are made again when that says something else. So it is
-- noted which transcript they were made of. It says nothing of the meeting, so it stays in this store.

CREATE TABLE insight_states (
  meeting_id TEXT PRIMARY KEY NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  transcript TEXT NOT NULL CHECK (length(transcript) = 64)        -- SHA-256 of the turns and names that they were made of
) STRICT, WITHOUT ROWID;
