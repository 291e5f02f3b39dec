-- Why: another database can hold a copy of the store, and a copy is kept by sending what has changed. So every unit, which
-- is what a copy takes or leaves as a whole, has a number that every change of one of its rows raises. Triggers count, so
-- that no change can forget to. A unit that is gone has no number, so that nothing stays here of somebody who was forgotten.

-- The id of a meeting, a profile, a file, or of whatever else stands for itself; or operation:12.
CREATE TABLE revisions (
  unit     TEXT PRIMARY KEY NOT NULL CHECK (length(unit) BETWEEN 1 AND 50),
  revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

INSERT INTO revisions (unit, revision)
SELECT id, 1 FROM files UNION SELECT id, 1 FROM meetings UNION SELECT id, 1 FROM user_profiles
UNION SELECT id, 1 FROM users UNION SELECT id, 1 FROM workspaces UNION SELECT id, 1 FROM rooms
UNION SELECT id, 1 FROM processing_events WHERE meeting_id IS NULL
UNION SELECT subject_id, 1 FROM notes UNION SELECT context_id, 1 FROM ai_threads
UNION SELECT 'operation:' || id, 1 FROM operations;

-- Which databases were written, and what is there by now.
CREATE TABLE export_destinations (
  id         INTEGER PRIMARY KEY NOT NULL,
  -- Where it is, without user and password.
  host       TEXT NOT NULL,
  port       INTEGER NOT NULL,
  database   TEXT NOT NULL,
  target     TEXT NOT NULL CHECK (length(target) BETWEEN 1 AND 40), -- whose tables were written: core, ...
  -- The columns that were written; when others are, everything is compared again.
  columns    TEXT NOT NULL DEFAULT '',
  voices     INTEGER NOT NULL DEFAULT 0 CHECK (voices IN (0, 1)),   -- data of voices was sent there
  -- Of each table, what changes when anybody changes a row of it; NULL: must be compared row by row.
  state      TEXT CHECK (json_valid(state)),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  sent_at    TEXT CHECK (sent_at GLOB '????-??-??T??:??:??*Z'),     -- the last export that was committed there
  UNIQUE (host, port, database, target)
) STRICT;

CREATE TABLE exported_units (
  id          INTEGER PRIMARY KEY NOT NULL,
  destination INTEGER NOT NULL REFERENCES export_destinations (id) ON DELETE CASCADE,
  unit        TEXT NOT NULL,
  revision    INTEGER,                                         -- NULL: is being sent, or was and nobody knows
  UNIQUE (destination, unit)
) STRICT;

CREATE INDEX idx_exported_units_unit ON exported_units (unit, revision);

-- Rows that are there, or may be.
CREATE TABLE exported_rows (
  unit_id    INTEGER NOT NULL REFERENCES exported_units (id) ON DELETE CASCADE,
  table_name TEXT NOT NULL,
  source     TEXT NOT NULL,                                    -- what the row is made of
  key        TEXT,                                             -- there, as a JSON array; NULL: the source is the key
  hash       INTEGER NOT NULL,                                 -- of the row as it was there
  PRIMARY KEY (unit_id, table_name, source)
) STRICT, WITHOUT ROWID;

-- Keys that the database gave, or that a row had which was there already. They are noted before they are used, so that a
-- row is never added twice.
CREATE TABLE mapped_keys (
  destination INTEGER NOT NULL REFERENCES export_destinations (id) ON DELETE CASCADE,
  table_name  TEXT NOT NULL,
  source      TEXT NOT NULL,
  key         TEXT NOT NULL,
  PRIMARY KEY (destination, table_name, source)
) STRICT, WITHOUT ROWID;

-- A new name of a person, or of the place of a recording, is read in the meetings as well.
CREATE TRIGGER user_profiles_raise_meetings AFTER UPDATE OF display_name, role, email, company ON user_profiles
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM speakers WHERE user_profile_id = NEW.id
  UNION SELECT meeting_id, 1 FROM participants WHERE user_profile_id = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER files_raise_meetings AFTER UPDATE ON files
BEGIN
  INSERT INTO revisions (unit, revision) SELECT id, 1 FROM meetings WHERE file_id = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

-- A unit that is made again, as by undoing, is newer than whatever was sent of it. The order of things that are deleted
-- together is open, so a row raises only what is still there.

CREATE TRIGGER users_begin_unit AFTER INSERT ON users
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER users_raise_unit AFTER UPDATE ON users
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER users_end_unit AFTER DELETE ON users
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER workspaces_begin_unit AFTER INSERT ON workspaces
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER workspaces_raise_unit AFTER UPDATE ON workspaces
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER workspaces_end_unit AFTER DELETE ON workspaces
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER rooms_begin_unit AFTER INSERT ON rooms
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER rooms_raise_unit AFTER UPDATE ON rooms
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER rooms_end_unit AFTER DELETE ON rooms
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER files_begin_unit AFTER INSERT ON files
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER files_raise_unit AFTER UPDATE ON files
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER files_end_unit AFTER DELETE ON files
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER meetings_begin_unit AFTER INSERT ON meetings
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER meetings_raise_unit AFTER UPDATE ON meetings
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER meetings_end_unit AFTER DELETE ON meetings
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER user_profiles_begin_unit AFTER INSERT ON user_profiles
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER user_profiles_raise_unit AFTER UPDATE ON user_profiles
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER user_profiles_end_unit AFTER DELETE ON user_profiles
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER operations_begin_unit AFTER INSERT ON operations
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT 'operation:' || NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = 'operation:' || NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operations_raise_unit AFTER UPDATE ON operations
BEGIN
  INSERT INTO revisions (unit, revision) VALUES ('operation:' || NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operations_end_unit AFTER DELETE ON operations
BEGIN
  DELETE FROM revisions WHERE unit = 'operation:' || OLD.id;
END;

CREATE TRIGGER processing_events_begin_unit AFTER INSERT ON processing_events
WHEN NEW.meeting_id IS NULL
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER processing_events_raise_unit AFTER UPDATE ON processing_events
WHEN NEW.meeting_id IS NULL
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER processing_events_end_unit AFTER DELETE ON processing_events
WHEN OLD.meeting_id IS NULL
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER speakers_raise_inserted AFTER INSERT ON speakers
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER speakers_raise_updated AFTER UPDATE ON speakers
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER speakers_raise_deleted AFTER DELETE ON speakers
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER artifacts_raise_inserted AFTER INSERT ON artifacts
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER artifacts_raise_updated AFTER UPDATE ON artifacts
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER artifacts_raise_deleted AFTER DELETE ON artifacts
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcriptions_raise_inserted AFTER INSERT ON transcriptions
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcriptions_raise_updated AFTER UPDATE ON transcriptions
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcriptions_raise_deleted AFTER DELETE ON transcriptions
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER tasks_raise_inserted AFTER INSERT ON tasks
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER tasks_raise_updated AFTER UPDATE ON tasks
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER tasks_raise_deleted AFTER DELETE ON tasks
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER markers_raise_inserted AFTER INSERT ON markers
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER markers_raise_updated AFTER UPDATE ON markers
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER markers_raise_deleted AFTER DELETE ON markers
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER participants_raise_inserted AFTER INSERT ON participants
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER participants_raise_updated AFTER UPDATE ON participants
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER participants_raise_deleted AFTER DELETE ON participants
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER analytics_raise_inserted AFTER INSERT ON analytics
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER analytics_raise_updated AFTER UPDATE ON analytics
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER analytics_raise_deleted AFTER DELETE ON analytics
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER meeting_known_profiles_raise_inserted AFTER INSERT ON meeting_known_profiles
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER meeting_known_profiles_raise_updated AFTER UPDATE ON meeting_known_profiles
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER meeting_known_profiles_raise_deleted AFTER DELETE ON meeting_known_profiles
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER speaker_rejections_raise_inserted AFTER INSERT ON speaker_rejections
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER speaker_rejections_raise_updated AFTER UPDATE ON speaker_rejections
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER speaker_rejections_raise_deleted AFTER DELETE ON speaker_rejections
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER processing_events_raise_inserted AFTER INSERT ON processing_events
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER processing_events_raise_updated AFTER UPDATE ON processing_events
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER processing_events_raise_deleted AFTER DELETE ON processing_events
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER voice_samples_raise_inserted AFTER INSERT ON voice_samples
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM user_profiles WHERE id = NEW.profile_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER voice_samples_raise_updated AFTER UPDATE ON voice_samples
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM user_profiles WHERE id IN (OLD.profile_id, NEW.profile_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER voice_samples_raise_deleted AFTER DELETE ON voice_samples
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM user_profiles WHERE id = OLD.profile_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER voice_centroids_raise_inserted AFTER INSERT ON voice_centroids
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM user_profiles WHERE id = NEW.profile_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER voice_centroids_raise_updated AFTER UPDATE ON voice_centroids
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM user_profiles WHERE id IN (OLD.profile_id, NEW.profile_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER voice_centroids_raise_deleted AFTER DELETE ON voice_centroids
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM user_profiles WHERE id = OLD.profile_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER notes_raise_inserted AFTER INSERT ON notes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.subject_id
  UNION ALL SELECT id, 1 FROM user_profiles WHERE id = NEW.subject_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER notes_raise_updated AFTER UPDATE ON notes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.subject_id, NEW.subject_id)
  UNION ALL SELECT id, 1 FROM user_profiles WHERE id IN (OLD.subject_id, NEW.subject_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER notes_raise_deleted AFTER DELETE ON notes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.subject_id
  UNION ALL SELECT id, 1 FROM user_profiles WHERE id = OLD.subject_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER ai_threads_raise_inserted AFTER INSERT ON ai_threads
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.context_id
  UNION ALL SELECT id, 1 FROM user_profiles WHERE id = NEW.context_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER ai_threads_raise_updated AFTER UPDATE ON ai_threads
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.context_id, NEW.context_id)
  UNION ALL SELECT id, 1 FROM user_profiles WHERE id IN (OLD.context_id, NEW.context_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER ai_threads_raise_deleted AFTER DELETE ON ai_threads
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.context_id
  UNION ALL SELECT id, 1 FROM user_profiles WHERE id = OLD.context_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operation_changes_raise_inserted AFTER INSERT ON operation_changes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT 'operation:' || id, 1 FROM operations WHERE id = NEW.operation_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operation_changes_raise_updated AFTER UPDATE ON operation_changes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT 'operation:' || id, 1 FROM operations WHERE id IN (OLD.operation_id, NEW.operation_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operation_changes_raise_deleted AFTER DELETE ON operation_changes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT 'operation:' || id, 1 FROM operations WHERE id = OLD.operation_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcription_status_history_raise_inserted AFTER INSERT ON transcription_status_history
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id = NEW.transcription_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcription_status_history_raise_updated AFTER UPDATE ON transcription_status_history
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id IN (OLD.transcription_id, NEW.transcription_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcription_status_history_raise_deleted AFTER DELETE ON transcription_status_history
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id = OLD.transcription_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcript_segments_raise_inserted AFTER INSERT ON transcript_segments
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id = NEW.transcription_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcript_segments_raise_updated AFTER UPDATE ON transcript_segments
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id IN (OLD.transcription_id, NEW.transcription_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER transcript_segments_raise_deleted AFTER DELETE ON transcript_segments
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id = OLD.transcription_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER suppressed_segments_raise_inserted AFTER INSERT ON suppressed_segments
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id = NEW.transcription_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER suppressed_segments_raise_updated AFTER UPDATE ON suppressed_segments
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id IN (OLD.transcription_id, NEW.transcription_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER suppressed_segments_raise_deleted AFTER DELETE ON suppressed_segments
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT meeting_id, 1 FROM transcriptions WHERE id = OLD.transcription_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER chat_messages_raise_inserted AFTER INSERT ON chat_messages
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT context_id, 1 FROM ai_threads WHERE id = NEW.thread_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER chat_messages_raise_updated AFTER UPDATE ON chat_messages
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT context_id, 1 FROM ai_threads WHERE id IN (OLD.thread_id, NEW.thread_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER chat_messages_raise_deleted AFTER DELETE ON chat_messages
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT context_id, 1 FROM ai_threads WHERE id = OLD.thread_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER turn_metrics_raise_inserted AFTER INSERT ON turn_metrics
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT context_id, 1 FROM ai_threads WHERE id = NEW.thread_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER turn_metrics_raise_updated AFTER UPDATE ON turn_metrics
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT context_id, 1 FROM ai_threads WHERE id IN (OLD.thread_id, NEW.thread_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER turn_metrics_raise_deleted AFTER DELETE ON turn_metrics
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT context_id, 1 FROM ai_threads WHERE id = OLD.thread_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;
