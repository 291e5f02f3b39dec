-- Why: a meeting says that it is being processed; these tables say how far it has come (the transcription and its
-- history, one event per stage), and hold what was said in the end, one row per turn.

CREATE TABLE transcriptions (
  id             TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id     TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  status         TEXT NOT NULL DEFAULT 'pending' CHECK (status IN
                 ('pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed')),
  status_message TEXT,
  created_at     TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at     TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_transcriptions_meeting_id ON transcriptions (meeting_id, created_at);

CREATE TABLE transcription_status_history (
  id               TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  transcription_id TEXT NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE,
  status           TEXT NOT NULL CHECK (status IN
                   ('pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed')),
  status_message   TEXT,
  created_at       TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_transcription_status_history_transcription_id
  ON transcription_status_history (transcription_id, created_at);

CREATE TABLE transcript_segments (
  id               TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  transcription_id TEXT NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE,
  -- Who the cluster is stands in `speakers`, once; NULL for words that could not be given to anyone.
  speaker_id       TEXT REFERENCES speakers (id) ON DELETE SET NULL,
  speaker          TEXT NOT NULL CHECK (length(speaker) <= 50), -- the cluster's id, or 'unattributed'
  position         INTEGER NOT NULL,                            -- order of the turns
  text             TEXT NOT NULL,
  start_time       REAL NOT NULL,                               -- seconds from the start
  end_time         REAL NOT NULL CHECK (end_time >= start_time),
  confidence       REAL CHECK (confidence BETWEEN 0 AND 1),
  is_final         INTEGER NOT NULL DEFAULT 1 CHECK (is_final IN (0, 1)),
  kind             TEXT NOT NULL DEFAULT 'final' CHECK (kind IN ('interim', 'final', 'corrected')),
  language         TEXT,
  words            TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(words)),
  feature_vector   BLOB CHECK (length(feature_vector) = 4 * feature_dims),
  feature_model    TEXT,
  feature_dims     INTEGER,
  created_at       TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (transcription_id, position)
) STRICT;

CREATE INDEX idx_transcript_segments_start_time ON transcript_segments (transcription_id, start_time);
CREATE INDEX idx_transcript_segments_kind ON transcript_segments (kind);
CREATE INDEX idx_transcript_segments_speaker_id ON transcript_segments (speaker_id);

CREATE TABLE processing_events (
  id            TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id    TEXT REFERENCES meetings (id) ON DELETE CASCADE, -- NULL: not about one meeting
  stage         TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('STARTED', 'COMPLETED', 'FAILED', 'SKIPPED')),
  provider      TEXT,
  duration_ms   INTEGER CHECK (duration_ms >= 0),
  error_code    TEXT,
  error_message TEXT,                                            -- without paths
  created_at    TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_processing_events_meeting_id ON processing_events (meeting_id, created_at);
CREATE INDEX idx_processing_events_created_at ON processing_events (created_at);
