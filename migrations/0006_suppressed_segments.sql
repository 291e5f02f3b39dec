-- Why: recognizers invent words where nobody speaks. What is left out of a transcript for that reason is kept here with
-- the reason and the numbers behind it, so that nothing is hidden and a reader can put back what was said after all.

CREATE TABLE suppressed_segments (
  id               TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  transcription_id TEXT NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE,
  -- The voice that it would belong to; NULL for words that could not be given to anyone.
  speaker_id       TEXT REFERENCES speakers (id) ON DELETE SET NULL,
  speaker          TEXT NOT NULL CHECK (length(speaker) <= 50), -- the cluster's id, or 'unattributed'
  position         INTEGER NOT NULL,                            -- order of the passages, by their start
  text             TEXT NOT NULL,
  start_time       REAL NOT NULL,                               -- seconds from the start
  end_time         REAL NOT NULL CHECK (end_time >= start_time),
  confidence       REAL CHECK (confidence BETWEEN 0 AND 1),
  language         TEXT,
  words            TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(words)),
  reason           TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 30), -- no-speech, loop, too-fast, ...
  detail           TEXT NOT NULL,                               -- the numbers, for people
  evidence         TEXT CHECK (json_valid(evidence)),           -- what the recognizer said about the window
  restored_at      TEXT CHECK (restored_at GLOB '????-??-??T??:??:??*Z'), -- NULL: not in the transcript
  created_at       TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (transcription_id, position)
) STRICT;

CREATE INDEX idx_suppressed_segments_start_time ON suppressed_segments (transcription_id, start_time);
CREATE INDEX idx_suppressed_segments_speaker_id ON suppressed_segments (speaker_id);
