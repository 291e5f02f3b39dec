-- Why: a person corrects what was recognized, and both must last: what was heard, and what it should say. So every
-- correction is a row, in the order in which they were made, with the words before and after. A new recognition of the
-- same recording finds them here and makes them again where they fit. A term that recognizers spell wrongly is kept once,
-- with what they write for it.

CREATE TABLE edits (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL CHECK (position >= 0),             -- the order in which they were made
  kind       TEXT NOT NULL CHECK (kind IN ('text', 'speaker', 'split', 'merge')),
  -- Who made it: a person in one place, a replacement everywhere, the vocabulary, or the meeting that this one replaced.
  origin     TEXT NOT NULL CHECK (origin IN ('person', 'replace', 'vocabulary', 'carried')),
  start_time REAL NOT NULL,                                      -- seconds from the start: what was corrected
  end_time   REAL NOT NULL CHECK (end_time >= start_time),
  before     TEXT NOT NULL CHECK (json_valid(before)),           -- the turns as they were
  after      TEXT NOT NULL CHECK (json_valid(after)),            -- and as they became
  -- unfit: the new recognition of the recording says something else there, and a person has to look.
  status     TEXT NOT NULL DEFAULT 'applied' CHECK (status IN ('applied', 'unfit')),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (meeting_id, position)
) STRICT;

CREATE TRIGGER edits_raise_inserted AFTER INSERT ON edits
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER edits_raise_updated AFTER UPDATE ON edits
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER edits_raise_deleted AFTER DELETE ON edits
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TABLE vocabulary (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  term       TEXT NOT NULL UNIQUE CHECK (length(term) BETWEEN 1 AND 255), -- as it is to be written
  heard      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(heard)),  -- what recognizers write for it
  language   TEXT CHECK (length(language) BETWEEN 1 AND 10),        -- NULL: any
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE TRIGGER vocabulary_begin_unit AFTER INSERT ON vocabulary
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER vocabulary_raise_unit AFTER UPDATE ON vocabulary
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER vocabulary_end_unit AFTER DELETE ON vocabulary
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;
