-- Why: a recording goes in and an attributed meeting comes out. These six tables hold who spoke where in which
-- file, what was rendered from it, and what a killed run need not compute again.
--
-- Conventions of every table here: UUIDs are lower-case TEXT, made by the program (version 7); times are UTC
-- ISO-8601 TEXT that ends in Z; JSON is TEXT; vectors are little-endian float32 BLOBs beside their model and width.
-- No audio bytes are kept, only keys and paths.

CREATE TABLE files (
  id              TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  sha256          TEXT NOT NULL CHECK (length(sha256) = 64),
  content_fp      TEXT CHECK (length(content_fp) <= 128),
  mime            TEXT CHECK (length(mime) <= 100),
  duration        INTEGER CHECK (duration >= 0),               -- whole seconds; exact ones are in meetings
  size            INTEGER CHECK (size >= 0),                   -- bytes
  owner           TEXT CHECK (length(owner) = 36),
  created_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                  CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  file_name       TEXT NOT NULL,
  storage_path    TEXT NOT NULL,                               -- where it was last read from; '-' for stdin
  companion_files TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(companion_files)),
  stream          INTEGER NOT NULL DEFAULT 0 CHECK (stream >= 0), -- audio stream inside the container
  acoustic_fp     BLOB CHECK (length(acoustic_fp) % 4 = 0),    -- sub-fingerprints, uint32 little-endian
  recorded_at     TEXT CHECK (recorded_at GLOB '????-??-??T??:??:??*Z'),
  warnings        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(warnings))
) STRICT;

-- Two audio streams of one container are two recordings.
CREATE UNIQUE INDEX idx_files_sha256 ON files (sha256, stream);
CREATE INDEX idx_files_content_fp ON files (content_fp);

CREATE TABLE meetings (
  id               TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  -- A file row goes when its last meeting goes, never the other way round.
  file_id          TEXT REFERENCES files (id) ON DELETE RESTRICT,
  status           TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
  language         TEXT CHECK (length(language) <= 10),
  started_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                   CHECK (started_at GLOB '????-??-??T??:??:??*Z'),
  finished_at      TEXT CHECK (finished_at GLOB '????-??-??T??:??:??*Z'),
  title            TEXT NOT NULL,
  description      TEXT,
  start_time       TEXT CHECK (start_time GLOB '????-??-??T??:??:??*Z'),
  end_time         TEXT CHECK (end_time GLOB '????-??-??T??:??:??*Z'),
  duration_seconds REAL CHECK (duration_seconds >= 0),
  summary          TEXT,
  key_points       TEXT CHECK (json_valid(key_points)),
  source_type      TEXT NOT NULL DEFAULT 'recording'
                   CHECK (source_type IN ('recording', 'upload', 'text', 'anecdotal')),
  status_message   TEXT,
  direction        TEXT NOT NULL DEFAULT 'UNKNOWN' CHECK (direction IN ('INCOMING', 'OUTGOING', 'UNKNOWN')),
  contact_name     TEXT,
  contact_id       TEXT,
  phone_number     TEXT,
  organization     TEXT,
  models           TEXT CHECK (json_valid(models)),            -- names of the networks that made it
  created_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                   CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                   CHECK (updated_at GLOB '????-??-??T??:??:??*Z'),
  CHECK ((status IN ('completed', 'failed')) = (finished_at IS NOT NULL))
) STRICT;

CREATE INDEX idx_meetings_file_id ON meetings (file_id);
CREATE INDEX idx_meetings_status ON meetings (status, created_at DESC);
CREATE INDEX idx_meetings_created_at ON meetings (created_at DESC);

CREATE TRIGGER meetings_begin_pending BEFORE INSERT ON meetings
WHEN NEW.status <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'a meeting begins as pending');
END;

CREATE TRIGGER meetings_status_moves BEFORE UPDATE OF status ON meetings
WHEN NEW.status <> OLD.status
  AND NOT (OLD.status = 'pending' AND NEW.status = 'processing')
  AND NOT (OLD.status = 'processing' AND NEW.status IN ('completed', 'failed'))
BEGIN
  SELECT RAISE(ABORT, 'a meeting moves pending -> processing -> completed | failed and nowhere else');
END;

CREATE TABLE user_profiles (
  id                      TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  display_name            TEXT NOT NULL CHECK (length(display_name) BETWEEN 1 AND 255),
  -- The name in Unicode lower case: NOCASE knows ASCII only, and two people named alike could not be told apart.
  name_key                TEXT NOT NULL UNIQUE,
  embeddings              TEXT CHECK (json_valid(embeddings)),  -- voice_vector as an array of numbers
  created_at              TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                          CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at              TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                          CHECK (updated_at GLOB '????-??-??T??:??:??*Z'),
  role                    TEXT,
  email                   TEXT,
  company                 TEXT,
  tags                    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  voice_model_status      TEXT NOT NULL DEFAULT 'untrained'
                          CHECK (voice_model_status IN ('untrained', 'training', 'ready')),
  voice_confidence        REAL CHECK (voice_confidence BETWEEN 0 AND 1),
  voice_vector            BLOB CHECK (length(voice_vector) = 4 * voice_dims),
  voice_model             TEXT,
  voice_dims              INTEGER,
  consent_version         TEXT,
  consented_at            TEXT CHECK (consented_at GLOB '????-??-??T??:??:??*Z'),
  sample_duration_seconds REAL NOT NULL DEFAULT 0 CHECK (sample_duration_seconds >= 0),
  CHECK ((voice_vector IS NULL) = (voice_model IS NULL) AND (voice_vector IS NULL) = (voice_dims IS NULL)),
  CHECK ((voice_vector IS NULL) = (embeddings IS NULL)),
  CHECK ((consent_version IS NULL) = (consented_at IS NULL)),
  CHECK (voice_vector IS NULL OR consent_version IS NOT NULL)
) STRICT;

CREATE TABLE speakers (
  id              TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id      TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  cluster_id      TEXT NOT NULL CHECK (length(cluster_id) <= 50),
  user_profile_id TEXT REFERENCES user_profiles (id) ON DELETE SET NULL,
  confidence      REAL,                                        -- NULL: the cluster was never compared
  display_name    TEXT,                                        -- a name given without a profile
  candidates      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(candidates)),
  position        INTEGER NOT NULL,                            -- order of the clusters in the meeting
  spans           TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(spans)), -- [[start, end], ...] in seconds
  seconds_spoken  REAL NOT NULL DEFAULT 0 CHECK (seconds_spoken >= 0),
  centroid        BLOB CHECK (length(centroid) = 4 * centroid_dims),    -- NULL: erased on request
  centroid_model  TEXT NOT NULL,
  centroid_dims   INTEGER NOT NULL,
  UNIQUE (meeting_id, cluster_id)
) STRICT;

CREATE INDEX idx_speakers_meeting_id ON speakers (meeting_id, position);
CREATE INDEX idx_speakers_user_profile_id ON speakers (user_profile_id);

CREATE TABLE artifacts (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  type       TEXT NOT NULL CHECK (length(type) <= 50),
  s3_key     TEXT NOT NULL CHECK (length(s3_key) <= 500),      -- relative to the artifact root
  meta       TEXT CHECK (json_valid(meta)),
  size       INTEGER NOT NULL CHECK (size >= 0),               -- bytes
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
             CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (meeting_id, type)
) STRICT;

CREATE INDEX idx_artifacts_meeting_id ON artifacts (meeting_id);

CREATE TABLE cache (
  key   TEXT PRIMARY KEY NOT NULL CHECK (length(key) <= 255),
  value TEXT NOT NULL,
  ttl   TEXT CHECK (ttl GLOB '????-??-??T??:??:??*Z')          -- the moment it expires; NULL: never
) STRICT;

CREATE INDEX idx_cache_ttl ON cache (ttl);
