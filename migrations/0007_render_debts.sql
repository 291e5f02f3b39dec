-- Why: the files that are rendered from a meeting are written after the transaction that changes what they say, and a
-- program can be killed in between. So the change itself notes here, in its own transaction, that the files of the
-- meeting are out of date. Whoever has written them strikes the note out; after a kill the next command does it.
-- Triggers do the noting, so that no change of a name or an end of a meeting can forget it.

CREATE TABLE render_debts (
  -- No foreign key: the files of a meeting that was removed are owed their removal.
  meeting_id TEXT PRIMARY KEY NOT NULL CHECK (length(meeting_id) = 36),
  -- How often it changed: whoever has written the files strikes out only what was there when reading began.
  changes    INTEGER NOT NULL DEFAULT 1 CHECK (changes > 0),
  style      TEXT CHECK (style IN ('verbatim', 'clean')),       -- of files that were never written before
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
             CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

-- A kill may have left an old name in the files of any meeting: all are written once.
INSERT INTO render_debts (meeting_id) SELECT id FROM meetings WHERE status = 'completed';

CREATE TRIGGER meetings_owe_rendering AFTER UPDATE OF status, title, language, models, file_id ON meetings
WHEN NEW.status = 'completed'
BEGIN
  INSERT INTO render_debts (meeting_id) VALUES (NEW.id) ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1;
END;

CREATE TRIGGER meetings_owe_removal AFTER DELETE ON meetings
BEGIN
  INSERT INTO render_debts (meeting_id) VALUES (OLD.id) ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1;
END;

-- Also what a foreign key does when a profile goes.
CREATE TRIGGER speakers_owe_rendering
AFTER UPDATE OF user_profile_id, display_name, candidates, confidence ON speakers
WHEN NEW.user_profile_id IS NOT OLD.user_profile_id OR NEW.display_name IS NOT OLD.display_name
  OR NEW.candidates IS NOT OLD.candidates OR NEW.confidence IS NOT OLD.confidence
BEGIN
  INSERT INTO render_debts (meeting_id) VALUES (NEW.meeting_id)
  ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1;
END;

-- Files name the profiles that were nearest as well.
CREATE TRIGGER user_profiles_owe_rendering AFTER UPDATE OF display_name ON user_profiles
WHEN NEW.display_name IS NOT OLD.display_name
BEGIN
  INSERT INTO render_debts (meeting_id)
  SELECT DISTINCT meeting_id FROM speakers
  WHERE user_profile_id = NEW.id OR instr(candidates, NEW.id) > 0
  ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1;
END;

CREATE TRIGGER user_profiles_owe_removal BEFORE DELETE ON user_profiles
BEGIN
  INSERT INTO render_debts (meeting_id)
  SELECT DISTINCT meeting_id FROM speakers
  WHERE user_profile_id = OLD.id OR instr(candidates, OLD.id) > 0
  ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1;
END;
