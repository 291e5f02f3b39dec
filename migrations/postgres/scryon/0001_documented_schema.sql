-- Why: `scribe export postgres --target scryon --create-schema` and the tests need the tables that scryon documents. Its
-- own database is owned by its migrations and never altered by scribe; this file is for an empty one.
--
-- Names are the document's, and so are the types where it gives one. Where it says nothing, ours: what a row cannot be
-- without is NOT NULL, seconds are numeric, and enums are checked where the document lists their members.

CREATE TABLE users (
  id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  external_user_id text NOT NULL UNIQUE,
  email            text,
  display_name     text,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);

-- The document says that a state machine drives `status`, and names one of its states (FAILED, with error_reason). The
-- others follow from what a call leaves behind, stage by stage: it is uploaded (TEMP_AUDIO), diarized (DIARIZATION_JSON),
-- transcribed (RAW_TRANSCRIPT_JSON), normalized (NORMALIZED_TRANSCRIPT_JSON) and analyzed (ANALYSIS_JSON).
CREATE TABLE call_records (
  id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id          uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title            text,
  contact_name     text,
  contact_id       text,
  phone_number     text,
  organization     text,
  direction        text NOT NULL DEFAULT 'UNKNOWN' CHECK (direction IN ('INCOMING', 'OUTGOING', 'UNKNOWN')),
  recorded_at      timestamptz NOT NULL DEFAULT now(),
  duration_seconds numeric CHECK (duration_seconds >= 0),
  status           text NOT NULL DEFAULT 'UPLOADED' CHECK (status IN
                   ('UPLOADED', 'DIARIZING', 'TRANSCRIBING', 'NORMALIZING', 'ANALYZING', 'COMPLETED', 'FAILED')),
  error_reason     text CHECK (error_reason ~ '^[A-Z0-9_]{1,64}$'),
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  CHECK (error_reason IS NULL OR status = 'FAILED')
);

CREATE INDEX call_records_user_id_created_at ON call_records (user_id, created_at DESC);

-- Stages run in the order that suits the program; none begins again what has ended, and nothing is uploaded twice.
CREATE FUNCTION call_records_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('COMPLETED', 'FAILED') OR NEW.status = 'UPLOADED' THEN
    RAISE EXCEPTION 'a call does not move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER call_records_status_moves BEFORE UPDATE OF status ON call_records
FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status)
EXECUTE FUNCTION call_records_check_move();

-- No bytes of a recording: only where they are.
CREATE TABLE call_artifacts (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  call_id       uuid NOT NULL REFERENCES call_records (id) ON DELETE CASCADE,
  artifact_type text NOT NULL CHECK (artifact_type IN
                ('TEMP_AUDIO', 'DIARIZATION_JSON', 'RAW_TRANSCRIPT_JSON', 'NORMALIZED_TRANSCRIPT_JSON', 'ANALYSIS_JSON')),
  storage_key   text NOT NULL,
  content_type  text NOT NULL,
  byte_size     bigint NOT NULL CHECK (byte_size >= 0),
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (call_id, artifact_type)
);

CREATE TABLE action_items (
  id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  call_record_id          uuid NOT NULL REFERENCES call_records (id) ON DELETE CASCADE,
  title                   text NOT NULL,
  description             text,
  due_date                date,
  priority                text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high')),
  status                  text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'DONE', 'SNOOZED')),
  owner_speaker_id        text,
  owner_speaker_label     text,
  owner_display_name      text,
  owner_role              text,
  source_segment_ids_json jsonb NOT NULL DEFAULT '[]',
  source_text             text,
  created_at              timestamptz NOT NULL DEFAULT now(),
  updated_at              timestamptz NOT NULL DEFAULT now(),
  completed_at            timestamptz
);

CREATE INDEX action_items_call_record_id ON action_items (call_record_id);

CREATE TABLE user_voice_profiles (
  id                      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id                 uuid NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  provider                text NOT NULL,
  model                   text NOT NULL,
  model_version           text,
  embedding_json          jsonb NOT NULL,
  consent_version         text NOT NULL,
  sample_duration_seconds numeric CHECK (sample_duration_seconds >= 0),
  created_at              timestamptz NOT NULL DEFAULT now(),
  updated_at              timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE call_processing_events (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  call_id       uuid REFERENCES call_records (id) ON DELETE CASCADE, -- NULL: not about a call
  user_id       uuid,                                           -- a scope, not a foreign key
  stage         text NOT NULL,                                  -- the document does not list the stages
  status        text NOT NULL CHECK (status IN ('STARTED', 'COMPLETED', 'FAILED', 'SKIPPED')),
  provider      text,
  duration_ms   bigint CHECK (duration_ms >= 0),
  error_code    text,
  error_message text,                                           -- sanitized
  created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX call_processing_events_call_id ON call_processing_events (call_id);
CREATE INDEX call_processing_events_created_at ON call_processing_events (created_at); -- for the sweeper
