-- Why: what follows from a meeting is only worth something when one can see what it was taken from. So each sentence of a
-- summary, key point, chapter and topic points at turns, and everything says whether a person wrote it or what did: what a
-- person wrote is never written over. A turn in another language can have an English text beside its own.

CREATE TABLE insights (
  id                 TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id         TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  kind               TEXT NOT NULL CHECK (kind IN ('summary', 'key_point', 'chapter', 'topic')),
  position           INTEGER NOT NULL CHECK (position >= 0),
  content            TEXT NOT NULL,
  start_time         REAL,                                        -- seconds from the start; NULL: no one moment
  end_time           REAL CHECK (end_time >= start_time),
  source_segment_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(source_segment_ids)),
  origin             TEXT NOT NULL CHECK (length(origin) BETWEEN 1 AND 255), -- extractive, llm:NAME or person
  created_at         TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (meeting_id, kind, position)
) STRICT;

CREATE TRIGGER insights_raise_inserted AFTER INSERT ON insights
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = NEW.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER insights_raise_updated AFTER UPDATE ON insights
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER insights_raise_deleted AFTER DELETE ON insights
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE id = OLD.meeting_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

ALTER TABLE markers ADD COLUMN origin TEXT NOT NULL DEFAULT 'person' CHECK (length(origin) BETWEEN 1 AND 255);
ALTER TABLE markers ADD COLUMN source_segment_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(source_segment_ids));
ALTER TABLE tasks ADD COLUMN origin TEXT NOT NULL DEFAULT 'person' CHECK (length(origin) BETWEEN 1 AND 255);

ALTER TABLE transcript_segments ADD COLUMN translation TEXT;      -- in English; NULL: not translated
