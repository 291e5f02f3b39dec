-- Why: what follows from a meeting: things to do, notes, marked moments, who took part, and numbers about it.
-- The shape stands now, so that what is extracted from transcripts later has its place.

CREATE TABLE tasks (
  id                 TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id         TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  title              TEXT NOT NULL,
  description        TEXT,
  status             TEXT NOT NULL DEFAULT 'todo'
                     CHECK (status IN ('todo', 'in_progress', 'snoozed', 'completed', 'cancelled')),
  priority           TEXT NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'critical')),
  due_date           TEXT CHECK (due_date GLOB '????-??-??'),
  owner_speaker_id   TEXT REFERENCES speakers (id) ON DELETE SET NULL,
  owner_name         TEXT,
  owner_role         TEXT,
  source_segment_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(source_segment_ids)),
  source_text        TEXT,
  sub_tasks          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(sub_tasks)),
  depends_on         TEXT REFERENCES tasks (id) ON DELETE SET NULL,
  created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at         TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*Z'),
  completed_at       TEXT CHECK (completed_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_tasks_meeting_id ON tasks (meeting_id, status);
CREATE INDEX idx_tasks_owner_speaker_id ON tasks (owner_speaker_id, status, due_date);
CREATE INDEX idx_tasks_depends_on ON tasks (depends_on);

CREATE TABLE notes (
  id           TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  content      TEXT NOT NULL,
  subject_type TEXT NOT NULL CHECK (subject_type IN ('PERSON', 'MEETING')),
  subject_id   TEXT NOT NULL CHECK (length(subject_id) = 36),
  tags         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  created_at   TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at   TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_notes_subject ON notes (subject_type, subject_id);

-- A foreign key cannot point at two tables; notes go with their subject all the same.
CREATE TRIGGER notes_go_with_meeting AFTER DELETE ON meetings
BEGIN
  DELETE FROM notes WHERE subject_type = 'MEETING' AND subject_id = OLD.id;
END;

CREATE TRIGGER notes_go_with_person AFTER DELETE ON user_profiles
BEGIN
  DELETE FROM notes WHERE subject_type = 'PERSON' AND subject_id = OLD.id;
END;

CREATE TABLE markers (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  type       TEXT NOT NULL CHECK (type IN ('decision', 'todo', 'risk', 'question')),
  content    TEXT NOT NULL,
  timestamp  INTEGER CHECK (timestamp >= 0),                    -- milliseconds from the start
  speaker    TEXT CHECK (length(speaker) <= 50),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_markers_meeting_id ON markers (meeting_id, timestamp);

CREATE TABLE participants (
  id              TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id      TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_profile_id TEXT NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE,
  role            TEXT NOT NULL DEFAULT 'participant' CHECK (role IN ('organizer', 'presenter', 'participant')),
  status          TEXT NOT NULL DEFAULT 'invited'
                  CHECK (status IN ('invited', 'accepted', 'declined', 'attended')),
  joined_at       TEXT CHECK (joined_at GLOB '????-??-??T??:??:??*Z'),
  left_at         TEXT CHECK (left_at GLOB '????-??-??T??:??:??*Z'),
  created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (meeting_id, user_profile_id)
) STRICT;

CREATE INDEX idx_participants_user_profile_id ON participants (user_profile_id);

CREATE TABLE analytics (
  id                          TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id                  TEXT NOT NULL UNIQUE REFERENCES meetings (id) ON DELETE CASCADE,
  analysis_status             TEXT NOT NULL DEFAULT 'pending'
                              CHECK (analysis_status IN ('pending', 'processing', 'completed', 'error')),
  meeting_effectiveness_score REAL CHECK (meeting_effectiveness_score BETWEEN 0 AND 1),
  overall_engagement_score    REAL CHECK (overall_engagement_score BETWEEN 0 AND 1),
  overall_sentiment_score     REAL CHECK (overall_sentiment_score BETWEEN 0 AND 1),
  key_topics                  TEXT CHECK (json_valid(key_topics)),
  action_items_summary        TEXT CHECK (json_valid(action_items_summary)),
  decisions_made              TEXT CHECK (json_valid(decisions_made)),
  created_at                  TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at                  TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_analytics_status ON analytics (analysis_status, created_at DESC);
