-- Why: `scribe export postgres --target wordloop --create-schema` and the tests need the tables that wordloop documents.
-- Its own database is owned by wordloop-core and never altered by scribe; this file is for an empty one.
--
-- Names and types are the document's. It names no NOT NULL, no index beside the keys, and no action of a foreign key:
-- those are ours. What a row cannot be without is NOT NULL, a child that is owned goes with its parent, a link to a person
-- is cleared, and every foreign key has an index, so that a meeting finds its rows and its removal does not read whole
-- tables.

CREATE TABLE people (
  id                 uuid PRIMARY KEY,
  name               text NOT NULL,
  role               text,                                      -- job title, or what somebody does
  email              text,
  company            text,
  tags               jsonb NOT NULL DEFAULT '[]',
  voice_model_status text NOT NULL DEFAULT 'untrained'
                     CHECK (voice_model_status IN ('untrained', 'training', 'ready')),
  voice_confidence   numeric CHECK (voice_confidence BETWEEN 0 AND 1)
  -- voice_vector: at the end of this file
);

CREATE TABLE users (
  id         uuid PRIMARY KEY,
  auth0_id   text NOT NULL UNIQUE,
  email      text,
  name       text,
  person_id  uuid REFERENCES people (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX users_person_id ON users (person_id);

CREATE TABLE meetings (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users (id),
  title       text NOT NULL,
  start_time  timestamptz,
  end_time    timestamptz,
  summary     text,
  key_points  jsonb,
  source_type text NOT NULL CHECK (source_type IN ('recording', 'upload', 'text', 'anecdotal')),
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX meetings_user_id ON meetings (user_id);

CREATE TABLE meeting_audio_files (
  id           uuid PRIMARY KEY,
  meeting_id   uuid NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  storage_path text,
  file_name    text NOT NULL,
  content_type text,
  file_size    bigint CHECK (file_size >= 0),                   -- bytes
  created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX meeting_audio_files_meeting_id ON meeting_audio_files (meeting_id);

CREATE TABLE transcriptions (
  id             uuid PRIMARY KEY,
  meeting_id     uuid NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  status         text NOT NULL DEFAULT 'pending' CHECK (status IN
                 ('pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed')),
  status_message text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX transcriptions_meeting_id ON transcriptions (meeting_id);

CREATE TABLE transcription_status_history (
  id               uuid PRIMARY KEY,
  transcription_id uuid NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE,
  status           text NOT NULL CHECK (status IN
                   ('pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed')),
  status_message   text,
  created_at       timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX transcription_status_history_transcription_id ON transcription_status_history (transcription_id);

CREATE TABLE transcript_segments (
  id               uuid PRIMARY KEY,
  transcription_id uuid NOT NULL REFERENCES transcriptions (id) ON DELETE CASCADE,
  person_id        uuid REFERENCES people (id) ON DELETE SET NULL,
  speaker_label    text,                                        -- before somebody is identified
  text             text NOT NULL,
  start_time       numeric NOT NULL,                            -- seconds from the start
  end_time         numeric NOT NULL CHECK (end_time >= start_time),
  confidence       numeric CHECK (confidence BETWEEN 0 AND 1),
  is_final         boolean NOT NULL DEFAULT true
  -- feature_vector: at the end of this file
);

CREATE INDEX transcript_segments_transcription_id ON transcript_segments (transcription_id);
CREATE INDEX transcript_segments_person_id ON transcript_segments (person_id);

CREATE TABLE tasks (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users (id),
  content     text NOT NULL,
  status      text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed')),
  due_date    date,
  assigned_to uuid REFERENCES people (id) ON DELETE SET NULL,
  -- A task that somebody took over by hand outlives the meeting that it came from.
  meeting_id  uuid REFERENCES meetings (id) ON DELETE SET NULL,
  sub_tasks   jsonb NOT NULL DEFAULT '[]',
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX tasks_user_id ON tasks (user_id);
CREATE INDEX tasks_assigned_to ON tasks (assigned_to);
CREATE INDEX tasks_meeting_id ON tasks (meeting_id);

CREATE TABLE notes (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users (id),
  content      text NOT NULL,
  subject_type text NOT NULL CHECK (subject_type IN ('PERSON', 'MEETING')),
  subject_id   uuid NOT NULL,                                   -- of people or meetings: no foreign key can say that
  tags         jsonb NOT NULL DEFAULT '[]',
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX notes_user_id ON notes (user_id);
CREATE INDEX notes_subject ON notes (subject_type, subject_id);

CREATE TABLE ai_threads (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users (id),
  context_type text NOT NULL CHECK (context_type IN ('PERSON', 'MEETING')),
  context_id   uuid NOT NULL,                                   -- of people or meetings
  created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ai_threads_user_id ON ai_threads (user_id);
CREATE INDEX ai_threads_context ON ai_threads (context_type, context_id);

CREATE TABLE chat_messages (
  id         uuid PRIMARY KEY,
  thread_id  uuid NOT NULL REFERENCES ai_threads (id) ON DELETE CASCADE,
  role       text NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  content    text NOT NULL,
  tool_calls jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX chat_messages_thread_id ON chat_messages (thread_id);

-- vector(512) needs pgvector. Where it is missing, or may not be installed, a list of numbers takes its place.
DO $$
DECLARE
  vector_type text := 'real[]';
BEGIN
  BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
      CREATE EXTENSION IF NOT EXISTS vector;
    END IF;
  EXCEPTION WHEN insufficient_privilege THEN
    NULL;
  END;
  IF to_regtype('vector') IS NOT NULL THEN
    vector_type := 'vector(512)';
  END IF;
  EXECUTE format('ALTER TABLE people ADD COLUMN voice_vector %s', vector_type);
  EXECUTE format('ALTER TABLE transcript_segments ADD COLUMN feature_vector %s', vector_type);
END
$$;
