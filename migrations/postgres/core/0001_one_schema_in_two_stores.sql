-- Why: what scribe keeps in SQLite can be exported into Postgres, where others query it. This is the same schema, table for
-- table and column for column, in Postgres's types; a test compares both. Only what belongs to one machine is missing:
-- debts to write files, copies on its disk, and its memory of exports. `cache` is here, and its rows stay where they are.
--
-- One transaction runs the whole file: psql --single-transaction -v ON_ERROR_STOP=1 -f FILE
--
-- Conventions: UUIDs are made by the program (version 7); times are UTC; no audio bytes are kept, only keys and paths.
-- Foreign keys can be deferred, so that rows can come in any order.

CREATE TABLE schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO schema_migrations (version, name) VALUES (1, 'one_schema_in_two_stores');

-- ---------------------------------------------------------------------------------------------------------------------
-- People and places

CREATE TABLE user_profiles (
  id                      UUID PRIMARY KEY,
  display_name            VARCHAR(255) NOT NULL CHECK (length(display_name) BETWEEN 1 AND 255),
  name_key                TEXT NOT NULL UNIQUE,                   -- the name in Unicode lower case
  embeddings              JSONB,                                  -- voice_vector as an array of numbers
  created_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
  role                    TEXT,
  email                   TEXT,
  company                 TEXT,
  tags                    JSONB NOT NULL DEFAULT '[]',
  voice_model_status      TEXT NOT NULL DEFAULT 'untrained'
                          CHECK (voice_model_status IN ('untrained', 'training', 'ready')),
  voice_confidence        DOUBLE PRECISION CHECK (voice_confidence BETWEEN 0 AND 1),
  voice_vector            REAL[],
  voice_model             TEXT,
  voice_dims              INTEGER,
  consent_version         TEXT,
  consented_at            TIMESTAMPTZ,
  sample_duration_seconds DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (sample_duration_seconds >= 0),
  CHECK ((voice_vector IS NULL) = (voice_model IS NULL) AND (voice_vector IS NULL) = (voice_dims IS NULL)),
  CHECK ((voice_vector IS NULL) = (embeddings IS NULL)),
  CHECK ((consent_version IS NULL) = (consented_at IS NULL)),
  CHECK (voice_vector IS NULL OR consent_version IS NOT NULL)
);

CREATE INDEX idx_user_profiles_email ON user_profiles (email);

CREATE TABLE workspaces (
  id         UUID PRIMARY KEY,
  name       VARCHAR(128) NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  slug       VARCHAR(64) NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 64),
  settings   JSONB NOT NULL DEFAULT '{}',
  created_at TIMESTAMPTZ NOT NULL
);

-- Accounts, not voices: somebody may own recordings in which they never speak.
CREATE TABLE users (
  id           UUID PRIMARY KEY,
  external_id  VARCHAR(255) NOT NULL UNIQUE CHECK (length(external_id) BETWEEN 1 AND 255),
  username     VARCHAR(64) UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
  email        VARCHAR(120) UNIQUE,                               -- in lower case
  name         VARCHAR(255) CHECK (length(name) BETWEEN 1 AND 255),
  role         TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'organizer', 'member')),
  is_active    BOOLEAN NOT NULL DEFAULT true,
  workspace_id UUID REFERENCES workspaces (id) ON DELETE SET NULL DEFERRABLE,
  profile_id   UUID REFERENCES user_profiles (id) ON DELETE SET NULL DEFERRABLE, -- whose voice it is, if it is known
  created_at   TIMESTAMPTZ NOT NULL,
  updated_at   TIMESTAMPTZ NOT NULL
);

CREATE INDEX idx_users_workspace_id ON users (workspace_id);
CREATE INDEX idx_users_profile_id ON users (profile_id);

CREATE TABLE rooms (
  id           UUID PRIMARY KEY,
  owner_id     UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE,
  workspace_id UUID REFERENCES workspaces (id) ON DELETE SET NULL DEFERRABLE,
  name         VARCHAR(255) NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  type         VARCHAR(50) CHECK (length(type) BETWEEN 1 AND 50),
  token        VARCHAR(255) UNIQUE CHECK (length(token) BETWEEN 1 AND 255), -- by which another system knows the room
  created_at   TIMESTAMPTZ NOT NULL
);

CREATE INDEX idx_rooms_owner_id ON rooms (owner_id);
CREATE INDEX idx_rooms_workspace_id ON rooms (workspace_id, name);

-- ---------------------------------------------------------------------------------------------------------------------
-- Recordings and meetings

CREATE TABLE files (
  id                 UUID PRIMARY KEY,
  sha256             VARCHAR(64) NOT NULL CHECK (length(sha256) = 64),
  content_fp         VARCHAR(128),
  mime               VARCHAR(100),
  duration           INTEGER CHECK (duration >= 0),               -- whole seconds; exact ones are in meetings
  size               BIGINT CHECK (size >= 0),                    -- bytes
  owner              UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE,
  created_at         TIMESTAMPTZ NOT NULL DEFAULT now(),
  file_name          TEXT NOT NULL,
  storage_path       TEXT NOT NULL,                               -- where it was last read from; '-' for stdin
  companion_files    JSONB NOT NULL DEFAULT '[]',
  stream             INTEGER NOT NULL DEFAULT 0 CHECK (stream >= 0), -- audio stream inside the container
  acoustic_fp        BYTEA CHECK (length(acoustic_fp) % 4 = 0),   -- sub-fingerprints, uint32 little-endian
  recorded_at        TIMESTAMPTZ,
  warnings           JSONB NOT NULL DEFAULT '[]',
  notes              JSONB NOT NULL DEFAULT '[]',
  recorded_source    TEXT
                     CHECK (recorded_source IN ('option', 'quicktime', 'tag', 'file-name', 'file-time', 'ingest')),
  recorded_precision TEXT CHECK (recorded_precision IN ('moment', 'day')),
  recorded_zone      TEXT CHECK (recorded_zone ~ '^[+-][0-9][0-9]:[0-9][0-9]$'),
  stream_asked       BOOLEAN NOT NULL DEFAULT false,
  tracks             JSONB NOT NULL DEFAULT '[]'
);

-- Two audio streams of one container are two recordings.
CREATE UNIQUE INDEX idx_files_sha256 ON files (sha256, stream);
CREATE INDEX idx_files_content_fp ON files (content_fp);
CREATE INDEX idx_files_owner ON files (owner);

CREATE TABLE meetings (
  id               UUID PRIMARY KEY,
  file_id          UUID REFERENCES files (id) ON DELETE RESTRICT DEFERRABLE,
  status           VARCHAR(50) NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
  language         VARCHAR(10),
  started_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
  finished_at      TIMESTAMPTZ,
  title            TEXT NOT NULL,
  description      TEXT,
  start_time       TIMESTAMPTZ,
  end_time         TIMESTAMPTZ,
  duration_seconds DOUBLE PRECISION CHECK (duration_seconds >= 0),
  summary          TEXT,
  key_points       JSONB,
  source_type      TEXT NOT NULL DEFAULT 'recording'
                   CHECK (source_type IN ('recording', 'upload', 'text', 'anecdotal')),
  status_message   TEXT,
  direction        TEXT NOT NULL DEFAULT 'UNKNOWN' CHECK (direction IN ('INCOMING', 'OUTGOING', 'UNKNOWN')),
  contact_name     TEXT,
  contact_id       TEXT,
  phone_number     TEXT,
  organization     TEXT,
  models           JSONB,                                         -- names of the networks that made it
  created_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
  owner_id         UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE,
  workspace_id     UUID REFERENCES workspaces (id) ON DELETE SET NULL DEFERRABLE,
  room_id          UUID REFERENCES rooms (id) ON DELETE SET NULL DEFERRABLE,
  scheduled_start  TIMESTAMPTZ,
  scheduled_end    TIMESTAMPTZ CHECK (scheduled_end >= scheduled_start),
  -- The kind of error that ended it; NULL: it did not fail, or that is not known.
  error_reason     TEXT CHECK (error_reason IS NULL OR (status = 'failed' AND length(error_reason) BETWEEN 1 AND 64)),
  CHECK ((status IN ('completed', 'failed')) = (finished_at IS NOT NULL))
);

CREATE INDEX idx_meetings_file_id ON meetings (file_id);
CREATE INDEX idx_meetings_status ON meetings (status, created_at DESC);
CREATE INDEX idx_meetings_created_at ON meetings (created_at DESC);
CREATE INDEX idx_meetings_start_time ON meetings (start_time DESC);
CREATE INDEX idx_meetings_title ON meetings (title);
CREATE INDEX idx_meetings_owner_id ON meetings (owner_id, created_at DESC);
CREATE INDEX idx_meetings_workspace_id ON meetings (workspace_id, status, created_at DESC);
CREATE INDEX idx_meetings_scheduled_start ON meetings (workspace_id, scheduled_start);
CREATE INDEX idx_meetings_room_id ON meetings (room_id);

CREATE TABLE speakers (
  id              UUID PRIMARY KEY,
  meeting_id      UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  cluster_id      VARCHAR(50) NOT NULL,
  user_profile_id UUID REFERENCES user_profiles (id) ON DELETE SET NULL DEFERRABLE,
  confidence      DOUBLE PRECISION,                               -- cosine similarity; NULL: was never compared
  display_name    TEXT,                                           -- a name given without a profile
  candidates      JSONB NOT NULL DEFAULT '[]',
  position        INTEGER NOT NULL,                               -- order of the clusters in the meeting
  spans           JSONB NOT NULL DEFAULT '[]',                    -- [[start, end], ...] in seconds
  seconds_spoken  DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (seconds_spoken >= 0),
  centroid        REAL[],                                         -- NULL: erased on request, or never sent
  centroid_model  TEXT NOT NULL,
  centroid_dims   INTEGER NOT NULL,
  label_source    TEXT NOT NULL DEFAULT 'automatic' CHECK (label_source IN ('automatic', 'named', 'confirmed')),
  track           INTEGER CHECK (track >= 0),                     -- position in files.tracks
  UNIQUE (meeting_id, cluster_id)
);

CREATE INDEX idx_speakers_meeting_id ON speakers (meeting_id, position);
CREATE INDEX idx_speakers_user_profile_id ON speakers (user_profile_id);

CREATE TABLE artifacts (
  id         UUID PRIMARY KEY,
  meeting_id UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  type       VARCHAR(50) NOT NULL,
  s3_key     VARCHAR(500) NOT NULL,                               -- relative to the artifact root
  meta       JSONB,
  size       BIGINT NOT NULL CHECK (size >= 0),                   -- bytes
  sha256     VARCHAR(64) NOT NULL CHECK (length(sha256) = 64),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (meeting_id, type)
);

CREATE INDEX idx_artifacts_meeting_id ON artifacts (meeting_id);

CREATE TABLE cache (
  key   VARCHAR(255) PRIMARY KEY,
  value TEXT NOT NULL,
  ttl   TIMESTAMPTZ                                               -- the moment it expires; NULL: never
);

CREATE INDEX idx_cache_ttl ON cache (ttl);

-- The only profiles that may be named in a meeting; a meeting without rows here has no such list.
CREATE TABLE meeting_known_profiles (
  id         UUID PRIMARY KEY,
  meeting_id UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  profile_id UUID REFERENCES user_profiles (id) ON DELETE SET NULL DEFERRABLE -- NULL: was forgotten since
);

CREATE INDEX idx_meeting_known_profiles_meeting_id ON meeting_known_profiles (meeting_id);
CREATE INDEX idx_meeting_known_profiles_profile_id ON meeting_known_profiles (profile_id);

-- What a person ruled out: this cluster is not this profile.
CREATE TABLE speaker_rejections (
  speaker_id UUID NOT NULL REFERENCES speakers (id) ON DELETE CASCADE DEFERRABLE,
  profile_id UUID NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE DEFERRABLE,
  meeting_id UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  created_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (speaker_id, profile_id)
);

CREATE INDEX idx_speaker_rejections_profile_id ON speaker_rejections (profile_id);
CREATE INDEX idx_speaker_rejections_meeting_id ON speaker_rejections (meeting_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Transcripts

CREATE TABLE transcriptions (
  id             UUID PRIMARY KEY,
  meeting_id     UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  status         TEXT NOT NULL DEFAULT 'pending' CHECK (status IN
                 ('pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed')),
  status_message TEXT,
  created_at     TIMESTAMPTZ NOT NULL,
  updated_at     TIMESTAMPTZ NOT NULL,
  original_turns JSONB,                                           -- the turns before anything was put back
  unrecognized   JSONB NOT NULL DEFAULT '[]'                      -- [{start, end, reason}]: speech without words
);

CREATE INDEX idx_transcriptions_meeting_id ON transcriptions (meeting_id, created_at);

CREATE TABLE transcription_status_history (
  id               UUID PRIMARY KEY,
  transcription_id UUID NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE DEFERRABLE,
  status           TEXT NOT NULL CHECK (status IN
                   ('pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed')),
  status_message   TEXT,
  created_at       TIMESTAMPTZ NOT NULL
);

CREATE INDEX idx_transcription_status_history_transcription_id
  ON transcription_status_history (transcription_id, created_at);

CREATE TABLE transcript_segments (
  id               UUID PRIMARY KEY,
  transcription_id UUID NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE DEFERRABLE,
  speaker_id       UUID REFERENCES speakers (id) ON DELETE SET NULL DEFERRABLE, -- NULL: words of nobody
  speaker          VARCHAR(50) NOT NULL,                          -- the cluster's id, or 'unattributed'
  position         INTEGER NOT NULL,                              -- order of the turns
  text             TEXT NOT NULL,
  start_time       DOUBLE PRECISION NOT NULL,                     -- seconds from the start
  end_time         DOUBLE PRECISION NOT NULL CHECK (end_time >= start_time),
  confidence       DOUBLE PRECISION CHECK (confidence BETWEEN 0 AND 1),
  is_final         BOOLEAN NOT NULL DEFAULT true,
  kind             TEXT NOT NULL DEFAULT 'final' CHECK (kind IN ('interim', 'final', 'corrected')),
  language         TEXT,
  words            JSONB NOT NULL DEFAULT '[]',
  feature_vector   REAL[],
  feature_model    TEXT,
  feature_dims     INTEGER,
  created_at       TIMESTAMPTZ NOT NULL,
  UNIQUE (transcription_id, position)
);

CREATE INDEX idx_transcript_segments_start_time ON transcript_segments (transcription_id, start_time);
CREATE INDEX idx_transcript_segments_kind ON transcript_segments (kind);
CREATE INDEX idx_transcript_segments_speaker_id ON transcript_segments (speaker_id);

-- What was recognized and left out, with the reason and the numbers behind it.
CREATE TABLE suppressed_segments (
  id               UUID PRIMARY KEY,
  transcription_id UUID NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE DEFERRABLE,
  speaker_id       UUID REFERENCES speakers (id) ON DELETE SET NULL DEFERRABLE,
  speaker          VARCHAR(50) NOT NULL,
  position         INTEGER NOT NULL,                              -- order of the passages, by their start
  text             TEXT NOT NULL,
  start_time       DOUBLE PRECISION NOT NULL,                     -- seconds from the start
  end_time         DOUBLE PRECISION NOT NULL CHECK (end_time >= start_time),
  confidence       DOUBLE PRECISION CHECK (confidence BETWEEN 0 AND 1),
  language         TEXT,
  words            JSONB NOT NULL DEFAULT '[]',
  reason           VARCHAR(30) NOT NULL CHECK (length(reason) BETWEEN 1 AND 30),
  detail           TEXT NOT NULL,                                 -- the numbers, for people
  evidence         JSONB,                                         -- what the recognizer said about the window
  restored_at      TIMESTAMPTZ,                                   -- NULL: not in the transcript
  created_at       TIMESTAMPTZ NOT NULL,
  is_original      BOOLEAN NOT NULL DEFAULT false,
  UNIQUE (transcription_id, position)
);

CREATE INDEX idx_suppressed_segments_start_time ON suppressed_segments (transcription_id, start_time);
CREATE INDEX idx_suppressed_segments_speaker_id ON suppressed_segments (speaker_id);

CREATE TABLE processing_events (
  id            UUID PRIMARY KEY,
  meeting_id    UUID REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE, -- NULL: not about one meeting
  stage         TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('STARTED', 'COMPLETED', 'FAILED', 'SKIPPED')),
  provider      TEXT,
  duration_ms   BIGINT CHECK (duration_ms >= 0),
  error_code    TEXT,
  error_message TEXT,                                             -- without paths
  created_at    TIMESTAMPTZ NOT NULL
);

CREATE INDEX idx_processing_events_meeting_id ON processing_events (meeting_id, created_at);
CREATE INDEX idx_processing_events_created_at ON processing_events (created_at);

-- ---------------------------------------------------------------------------------------------------------------------
-- Voices

-- Rows come here only when somebody asks for it.

CREATE TABLE voice_samples (
  id                UUID PRIMARY KEY,
  profile_id        UUID NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE DEFERRABLE,
  source_path       TEXT,                                         -- a file, or a cluster of a meeting; no foreign
  source_meeting_id UUID,                                         -- key, because the sample outlives the meeting
  source_cluster_id TEXT,
  model             TEXT NOT NULL,
  dims              INTEGER NOT NULL CHECK (dims > 0),
  vector            REAL[] NOT NULL,
  seconds           DOUBLE PRECISION NOT NULL CHECK (seconds > 0),
  quality           DOUBLE PRECISION,
  created_at        TIMESTAMPTZ NOT NULL,
  revoked_at        TIMESTAMPTZ,
  CHECK ((source_path IS NULL) <> (source_meeting_id IS NULL)),
  CHECK ((source_meeting_id IS NULL) = (source_cluster_id IS NULL))
);

CREATE INDEX idx_voice_samples_profile_id ON voice_samples (profile_id, model);

CREATE TABLE voice_centroids (
  profile_id UUID NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE DEFERRABLE,
  model      TEXT NOT NULL,
  dims       INTEGER NOT NULL CHECK (dims > 0),
  vector     REAL[] NOT NULL,                                     -- of length 1
  PRIMARY KEY (profile_id, model)
);

CREATE INDEX idx_voice_centroids_model ON voice_centroids (model);

-- ---------------------------------------------------------------------------------------------------------------------
-- What follows from a meeting

CREATE TABLE tasks (
  id                 UUID PRIMARY KEY,
  meeting_id         UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  title              TEXT NOT NULL,
  description        TEXT,
  status             TEXT NOT NULL DEFAULT 'todo'
                     CHECK (status IN ('todo', 'in_progress', 'snoozed', 'completed', 'cancelled')),
  priority           TEXT NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'critical')),
  due_date           DATE,
  owner_speaker_id   UUID REFERENCES speakers (id) ON DELETE SET NULL DEFERRABLE,
  owner_name         TEXT,
  owner_role         TEXT,
  source_segment_ids JSONB NOT NULL DEFAULT '[]',
  source_text        TEXT,
  sub_tasks          JSONB NOT NULL DEFAULT '[]',
  depends_on         UUID REFERENCES tasks (id) ON DELETE SET NULL DEFERRABLE,
  created_at         TIMESTAMPTZ NOT NULL,
  updated_at         TIMESTAMPTZ NOT NULL,
  completed_at       TIMESTAMPTZ,
  user_id            UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE -- who made it
);

CREATE INDEX idx_tasks_meeting_id ON tasks (meeting_id, status);
CREATE INDEX idx_tasks_owner_speaker_id ON tasks (owner_speaker_id, status, due_date);
CREATE INDEX idx_tasks_depends_on ON tasks (depends_on);
CREATE INDEX idx_tasks_user_id ON tasks (user_id);

CREATE TABLE notes (
  id           UUID PRIMARY KEY,
  content      TEXT NOT NULL,
  subject_type TEXT NOT NULL CHECK (subject_type IN ('PERSON', 'MEETING')),
  subject_id   UUID NOT NULL,
  tags         JSONB NOT NULL DEFAULT '[]',
  created_at   TIMESTAMPTZ NOT NULL,
  updated_at   TIMESTAMPTZ NOT NULL,
  user_id      UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE
);

CREATE INDEX idx_notes_subject ON notes (subject_type, subject_id);
CREATE INDEX idx_notes_user_id ON notes (user_id);

CREATE TABLE markers (
  id         UUID PRIMARY KEY,
  meeting_id UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  type       TEXT NOT NULL CHECK (type IN ('decision', 'todo', 'risk', 'question')),
  content    TEXT NOT NULL,
  timestamp  BIGINT CHECK (timestamp >= 0),                       -- milliseconds from the start
  speaker    VARCHAR(50),
  created_at TIMESTAMPTZ NOT NULL,
  user_id    UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE
);

CREATE INDEX idx_markers_meeting_id ON markers (meeting_id, timestamp);
CREATE INDEX idx_markers_user_id ON markers (user_id);

-- Somebody may be invited whose voice is not enrolled: a name or an address is enough.
CREATE TABLE participants (
  id              UUID PRIMARY KEY,
  meeting_id      UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  user_profile_id UUID REFERENCES user_profiles (id) ON DELETE CASCADE DEFERRABLE,
  name            VARCHAR(255) CHECK (length(name) BETWEEN 1 AND 255),
  name_key        TEXT,                                           -- the name as in user_profiles.name_key
  email           VARCHAR(120),                                   -- in lower case
  role            TEXT NOT NULL DEFAULT 'participant' CHECK (role IN ('organizer', 'presenter', 'participant')),
  status          TEXT NOT NULL DEFAULT 'invited'
                  CHECK (status IN ('invited', 'accepted', 'declined', 'attended')),
  joined_at       TIMESTAMPTZ,
  left_at         TIMESTAMPTZ,
  created_at      TIMESTAMPTZ NOT NULL,
  UNIQUE (meeting_id, user_profile_id),
  UNIQUE (meeting_id, email),
  CHECK ((name IS NULL) = (name_key IS NULL)),
  CHECK (user_profile_id IS NOT NULL OR name IS NOT NULL OR email IS NOT NULL),
  CHECK (left_at >= joined_at)
);

CREATE INDEX idx_participants_user_profile_id ON participants (user_profile_id);
CREATE INDEX idx_participants_name_key ON participants (name_key);

CREATE TABLE analytics (
  id                          UUID PRIMARY KEY,
  meeting_id                  UUID NOT NULL UNIQUE REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  analysis_status             TEXT NOT NULL DEFAULT 'pending'
                              CHECK (analysis_status IN ('pending', 'processing', 'completed', 'error')),
  meeting_effectiveness_score DOUBLE PRECISION CHECK (meeting_effectiveness_score BETWEEN 0 AND 1),
  overall_engagement_score    DOUBLE PRECISION CHECK (overall_engagement_score BETWEEN 0 AND 1),
  overall_sentiment_score     DOUBLE PRECISION CHECK (overall_sentiment_score BETWEEN 0 AND 1),
  key_topics                  JSONB,
  action_items_summary        JSONB,
  decisions_made              JSONB,
  created_at                  TIMESTAMPTZ NOT NULL,
  updated_at                  TIMESTAMPTZ NOT NULL
);

CREATE INDEX idx_analytics_status ON analytics (analysis_status, created_at DESC);

-- ---------------------------------------------------------------------------------------------------------------------
-- Questions to a language model

CREATE TABLE ai_threads (
  id           UUID PRIMARY KEY,
  context_type TEXT NOT NULL CHECK (context_type IN ('PERSON', 'MEETING')),
  context_id   UUID NOT NULL,
  created_at   TIMESTAMPTZ NOT NULL,
  user_id      UUID REFERENCES users (id) ON DELETE SET NULL DEFERRABLE
);

CREATE INDEX idx_ai_threads_context ON ai_threads (context_type, context_id);
CREATE INDEX idx_ai_threads_user_id ON ai_threads (user_id);

CREATE TABLE chat_messages (
  id         UUID PRIMARY KEY,
  thread_id  UUID NOT NULL REFERENCES ai_threads (id) ON DELETE CASCADE DEFERRABLE,
  role       TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  content    TEXT NOT NULL,
  tool_calls JSONB,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX idx_chat_messages_thread_id ON chat_messages (thread_id, created_at);

CREATE TABLE turn_metrics (
  id             UUID PRIMARY KEY,
  thread_id      UUID NOT NULL REFERENCES ai_threads (id) ON DELETE CASCADE DEFERRABLE,
  turn_number    INTEGER NOT NULL CHECK (turn_number >= 0),
  input_tokens   INTEGER CHECK (input_tokens >= 0),
  output_tokens  INTEGER CHECK (output_tokens >= 0),
  cached_tokens  INTEGER CHECK (cached_tokens >= 0),
  latency_ms     BIGINT CHECK (latency_ms >= 0),
  classification TEXT,
  timestamp      TIMESTAMPTZ NOT NULL,
  UNIQUE (thread_id, turn_number)
);

-- ---------------------------------------------------------------------------------------------------------------------
-- What people did

-- To labels, clusters, samples and turns; each step can be taken back.

CREATE TABLE operations (
  id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  kind       VARCHAR(40) NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  summary    TEXT NOT NULL,
  meeting_id UUID REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE, -- NULL: not about one meeting
  created_at TIMESTAMPTZ NOT NULL,
  undone_at  TIMESTAMPTZ
);

CREATE INDEX idx_operations_meeting_id ON operations (meeting_id);

CREATE TABLE operation_changes (
  operation_id UUID NOT NULL REFERENCES operations (id) ON DELETE CASCADE DEFERRABLE,
  position     INTEGER NOT NULL,
  table_name   TEXT NOT NULL,
  row_key      JSONB NOT NULL,                                    -- the primary key, as an array
  meeting_id   UUID REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  before       JSONB,                                             -- NULL: the row was added
  after        JSONB,                                             -- NULL: the row was deleted
  PRIMARY KEY (operation_id, position)
);

CREATE INDEX idx_operation_changes_row ON operation_changes (table_name, row_key);
CREATE INDEX idx_operation_changes_meeting_id ON operation_changes (meeting_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Voice vectors: of type `vector` where the extension is there or can be made, else real[]

DO $$
DECLARE
  place TEXT; -- the schema of the extension
  col RECORD;
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS vector;
    EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
      RAISE NOTICE 'the extension vector may not be installed here: voice vectors are real[]';
    END;
  END IF;
  SELECT quote_ident(n.nspname) INTO place
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector';
  FOR col IN
    SELECT * FROM (VALUES ('user_profiles', 'voice_vector', 'voice_dims'), ('speakers', 'centroid', 'centroid_dims'),
      ('transcript_segments', 'feature_vector', 'feature_dims'), ('voice_samples', 'vector', 'dims'),
      ('voice_centroids', 'vector', 'dims')) AS vectors (tab, name, dims)
  LOOP
    IF place IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s.vector USING %2$I::%3$s.vector', col.tab, col.name, place);
    END IF;
    EXECUTE format('ALTER TABLE %I ADD CHECK (%s(%I) = %I)', col.tab,
      CASE WHEN place IS NULL THEN 'cardinality' ELSE place || '.vector_dims' END, col.name, col.dims);
  END LOOP;
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Rules that no constraint can say, as in SQLite. A mirror of rows that were checked elsewhere (SET LOCAL scribe.mirror =
-- 'on', which an export does in its own transaction) may put a row into any state; everybody else moves it step by step.

CREATE FUNCTION scribe_refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER meetings_begin_pending BEFORE INSERT ON meetings FOR EACH ROW
WHEN (NEW.status <> 'pending' AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('a meeting begins as pending');

CREATE TRIGGER meetings_status_moves BEFORE UPDATE OF status ON meetings FOR EACH ROW
WHEN (NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (
    ('pending', 'processing'), ('processing', 'completed'), ('processing', 'failed'))
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('a meeting moves pending -> processing -> completed | failed and nowhere else');

CREATE TRIGGER transcriptions_begin_pending BEFORE INSERT ON transcriptions FOR EACH ROW
WHEN (NEW.status <> 'pending' AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('a transcription begins as pending');

CREATE TRIGGER transcriptions_status_moves BEFORE UPDATE OF status ON transcriptions FOR EACH ROW
WHEN (NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (
    ('pending', 'transcribing'), ('pending', 'diarizing'), ('pending', 'extracting_features'),
    ('pending', 'completed'), ('pending', 'failed'), ('transcribing', 'diarizing'),
    ('transcribing', 'extracting_features'), ('transcribing', 'completed'), ('transcribing', 'failed'),
    ('diarizing', 'transcribing'), ('diarizing', 'extracting_features'), ('diarizing', 'completed'),
    ('diarizing', 'failed'), ('extracting_features', 'transcribing'), ('extracting_features', 'diarizing'),
    ('extracting_features', 'completed'), ('extracting_features', 'failed'))
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('a transcription goes through its stages to completed or failed, and stays there');

-- Every status of a transcription stands in its history, which is written first.
CREATE FUNCTION scribe_keep_history() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM transcription_status_history h WHERE h.transcription_id = NEW.id AND h.status = OLD.status)
    OR NOT EXISTS (
      SELECT FROM transcription_status_history h
      WHERE h.transcription_id = NEW.id AND h.status = NEW.status AND h.created_at = NEW.updated_at
        AND h.status_message IS NOT DISTINCT FROM NEW.status_message) THEN
    RAISE EXCEPTION USING MESSAGE = 'every status of a transcription stands in its history', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transcriptions_keep_history BEFORE UPDATE OF status ON transcriptions FOR EACH ROW
WHEN (NEW.status <> OLD.status AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_keep_history();

CREATE TRIGGER transcription_status_history_stays BEFORE UPDATE ON transcription_status_history FOR EACH ROW
WHEN (current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('the history of a transcription is not rewritten');

CREATE TRIGGER processing_events_status_stays BEFORE UPDATE OF status ON processing_events FOR EACH ROW
WHEN (NEW.status <> OLD.status AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('what happened to a recording is never changed');

CREATE TRIGGER transcript_segments_kind_moves BEFORE UPDATE OF kind ON transcript_segments FOR EACH ROW
WHEN (NEW.kind <> OLD.kind
  AND (OLD.kind, NEW.kind) NOT IN (
    ('interim', 'final'), ('interim', 'corrected'), ('final', 'corrected'))
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('a segment moves interim -> final -> corrected and never back');

CREATE TRIGGER tasks_status_moves BEFORE UPDATE OF status ON tasks FOR EACH ROW
WHEN (NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (
    ('todo', 'in_progress'), ('todo', 'snoozed'), ('todo', 'completed'), ('todo', 'cancelled'),
    ('in_progress', 'todo'), ('in_progress', 'snoozed'), ('in_progress', 'completed'), ('in_progress', 'cancelled'),
    ('snoozed', 'todo'), ('snoozed', 'in_progress'), ('snoozed', 'completed'), ('snoozed', 'cancelled'),
    ('completed', 'todo'), ('completed', 'in_progress'), ('cancelled', 'todo'), ('cancelled', 'in_progress'))
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('a task that was completed or cancelled is taken up again as todo or in_progress first');

CREATE TRIGGER participants_status_moves BEFORE UPDATE OF status ON participants FOR EACH ROW
WHEN (NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (
    ('invited', 'accepted'), ('invited', 'declined'), ('invited', 'attended'), ('accepted', 'declined'),
    ('accepted', 'attended'), ('declined', 'accepted'), ('declined', 'attended'))
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('whoever was invited accepts, declines or attends, and attending is final');

CREATE TRIGGER analytics_begin_pending BEFORE INSERT ON analytics FOR EACH ROW
WHEN (NEW.analysis_status <> 'pending' AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('the analysis of a meeting begins as pending');

CREATE TRIGGER analytics_analysis_status_moves BEFORE UPDATE OF analysis_status ON analytics FOR EACH ROW
WHEN (NEW.analysis_status <> OLD.analysis_status
  AND (OLD.analysis_status, NEW.analysis_status) NOT IN (
    ('pending', 'processing'), ('processing', 'completed'), ('processing', 'error'), ('completed', 'processing'),
    ('error', 'processing'))
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('an analysis moves pending -> processing -> completed | error, and from there to processing again');

CREATE TRIGGER user_profiles_begin_untrained BEFORE INSERT ON user_profiles FOR EACH ROW
WHEN (NEW.voice_model_status <> 'untrained' AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_refuse('the voice of a profile begins as untrained');

CREATE FUNCTION scribe_need_consent() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT consent_version FROM user_profiles WHERE id = NEW.profile_id) IS NULL THEN
    RAISE EXCEPTION USING MESSAGE = 'a voice is kept only with consent', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER voice_samples_need_consent BEFORE INSERT OR UPDATE OF profile_id ON voice_samples FOR EACH ROW
EXECUTE FUNCTION scribe_need_consent();

CREATE TRIGGER voice_centroids_need_consent BEFORE INSERT OR UPDATE OF profile_id ON voice_centroids FOR EACH ROW
EXECUTE FUNCTION scribe_need_consent();

CREATE FUNCTION scribe_keep_consent() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM voice_samples WHERE profile_id = OLD.id)
    OR EXISTS (SELECT FROM voice_centroids WHERE profile_id = OLD.id) THEN
    RAISE EXCEPTION USING MESSAGE = 'a voice is kept only with consent: forget the voice first', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- A mirror takes the voice away in the same transaction, after this.
CREATE TRIGGER user_profiles_keep_consent BEFORE UPDATE OF consent_version ON user_profiles FOR EACH ROW
WHEN (NEW.consent_version IS NULL AND OLD.consent_version IS NOT NULL
  AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_keep_consent();

-- A foreign key cannot point at two tables. Notes and threads have a subject all the same, and go with it.
CREATE FUNCTION scribe_need_subject() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  subject_type TEXT := to_jsonb(NEW) ->> TG_ARGV[0];
  subject UUID := to_jsonb(NEW) ->> TG_ARGV[1];
BEGIN
  IF NOT EXISTS (SELECT FROM meetings WHERE subject_type = 'MEETING' AND id = subject)
    AND NOT EXISTS (SELECT FROM user_profiles WHERE subject_type = 'PERSON' AND id = subject) THEN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[2], ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER notes_have_subject BEFORE INSERT OR UPDATE OF subject_type, subject_id ON notes FOR EACH ROW
WHEN (current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_need_subject('subject_type', 'subject_id', 'a note is about a meeting or a person who is there');

CREATE TRIGGER ai_threads_have_context BEFORE INSERT OR UPDATE OF context_type, context_id ON ai_threads FOR EACH ROW
WHEN (current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_need_subject('context_type', 'context_id', 'a thread is about a meeting or a person who is there');

CREATE FUNCTION scribe_go_with_subject() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM notes WHERE subject_type = TG_ARGV[0] AND subject_id = OLD.id;
  DELETE FROM ai_threads WHERE context_type = TG_ARGV[0] AND context_id = OLD.id;
  RETURN NULL;
END $$;

CREATE TRIGGER notes_go_with_meeting AFTER DELETE ON meetings FOR EACH ROW
EXECUTE FUNCTION scribe_go_with_subject('MEETING');

CREATE TRIGGER notes_go_with_person AFTER DELETE ON user_profiles FOR EACH ROW
EXECUTE FUNCTION scribe_go_with_subject('PERSON');

CREATE TRIGGER tasks_stay_well BEFORE INSERT OR UPDATE ON tasks FOR EACH ROW
WHEN (jsonb_typeof(NEW.sub_tasks) <> 'array' OR jsonb_typeof(NEW.source_segment_ids) <> 'array'
  OR (NEW.status = 'completed') <> (NEW.completed_at IS NOT NULL))
EXECUTE FUNCTION scribe_refuse(
  'a task has lists of sub-tasks and sources, and a moment of completion when it is completed');

CREATE FUNCTION scribe_wait_in_no_circle() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id IN (
    WITH RECURSIVE before (id) AS (
      SELECT NEW.depends_on
      UNION SELECT t.depends_on FROM tasks t JOIN before b ON t.id = b.id WHERE t.depends_on IS NOT NULL)
    SELECT id FROM before) THEN
    RAISE EXCEPTION USING MESSAGE = 'a task cannot wait for itself, not even through others', ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER tasks_wait_in_no_circle BEFORE INSERT OR UPDATE OF depends_on ON tasks FOR EACH ROW
WHEN (NEW.depends_on IS NOT NULL AND current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_wait_in_no_circle();

-- When a profile goes, nobody has confirmed anything.
CREATE FUNCTION scribe_lose_confirmation() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW.label_source := 'automatic';
  RETURN NEW;
END $$;

CREATE TRIGGER speakers_lose_confirmation BEFORE UPDATE OF user_profile_id ON speakers FOR EACH ROW
WHEN (NEW.user_profile_id IS NULL AND NEW.label_source = 'confirmed')
EXECUTE FUNCTION scribe_lose_confirmation();

-- What was done to meetings that are gone is not remembered. A mirror lacks changes that hold a voice, and removes what it
-- has sent itself.
CREATE FUNCTION scribe_go_with_changes() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM operations o WHERE o.id IN (SELECT operation_id FROM gone)
    AND NOT EXISTS (SELECT FROM operation_changes c WHERE c.operation_id = o.id);
  RETURN NULL;
END $$;

CREATE TRIGGER operations_go_with_changes AFTER DELETE ON operation_changes REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT WHEN (current_setting('scribe.mirror', true) IS DISTINCT FROM 'on')
EXECUTE FUNCTION scribe_go_with_changes();
