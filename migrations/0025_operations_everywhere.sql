-- Why: operations were called by a number that every store counts for itself, so two stores that export into one database
-- would write over each other's. An operation has an id of its own now, like everything else that stores share. The number
-- that people call it by stays in the store.

CREATE TABLE kept_operations (
  -- A time-ordered UUID (version 7).
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36) DEFAULT (lower(printf('%s-%s-7%s-a%s-%s',
               substr(printf('%012x', CAST(1000 * unixepoch('subsec') AS INTEGER)), 1, 8),
               substr(printf('%012x', CAST(1000 * unixepoch('subsec') AS INTEGER)), 9, 4),
               substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
  kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  summary    TEXT NOT NULL,                                     -- what was done, in words
  meeting_id TEXT REFERENCES meetings (id) ON DELETE CASCADE,   -- NULL: not about one meeting
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  undone_at  TEXT CHECK (undone_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

-- In the order in which they came into this store; never used twice.
CREATE TABLE operation_numbers (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_id TEXT NOT NULL UNIQUE REFERENCES kept_operations (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE kept_changes (
  operation_id TEXT NOT NULL REFERENCES kept_operations (id) ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  table_name   TEXT NOT NULL,
  row_key      TEXT NOT NULL CHECK (json_valid(row_key)),       -- the primary key, as an array
  meeting_id   TEXT REFERENCES meetings (id) ON DELETE CASCADE, -- of which the row is a part
  -- The columns that changed; of a row that was added or deleted, all. Blobs are {"hex": ...}. Both are NULL once the
  -- operation is undone: nothing needs them any longer.
  before       TEXT CHECK (json_valid(before)),                 -- NULL: the row was added
  after        TEXT CHECK (json_valid(after)),                  -- NULL: the row was deleted
  PRIMARY KEY (operation_id, position)
) STRICT, WITHOUT ROWID;

INSERT INTO kept_operations (kind, summary, meeting_id, created_at, undone_at)
SELECT 'unnamed', id, meeting_id, created_at, undone_at FROM operations;

-- The old number stood in for the summary until here.
INSERT INTO operation_numbers (number, operation_id) SELECT CAST(summary AS INTEGER), id FROM kept_operations;

UPDATE kept_operations SET kind = old.kind, summary = old.summary
FROM operations old JOIN operation_numbers n ON n.number = old.id WHERE n.operation_id = kept_operations.id;

INSERT INTO kept_changes
SELECT n.operation_id, c.position, c.table_name, c.row_key, c.meeting_id, c.before, c.after
FROM operation_changes c JOIN operation_numbers n ON n.number = c.operation_id;

-- Numbers of operations that are gone are not used again.
DELETE FROM sqlite_sequence WHERE name = 'operation_numbers';
INSERT INTO sqlite_sequence (name, seq) SELECT 'operation_numbers', seq FROM sqlite_sequence WHERE name = 'operations';

DROP TABLE operation_changes;
DROP TABLE operations;
ALTER TABLE kept_operations RENAME TO operations;
ALTER TABLE kept_changes RENAME TO operation_changes;

CREATE INDEX idx_operations_meeting_id ON operations (meeting_id);
CREATE INDEX idx_operation_changes_row ON operation_changes (table_name, row_key);
CREATE INDEX idx_operation_changes_meeting_id ON operation_changes (meeting_id);

CREATE TRIGGER operations_get_number AFTER INSERT ON operations
BEGIN
  INSERT INTO operation_numbers (operation_id) VALUES (NEW.id);
END;

-- What was done to meetings that are gone is not remembered.
CREATE TRIGGER operations_go_with_changes AFTER DELETE ON operation_changes
WHEN NOT EXISTS (SELECT 1 FROM operation_changes WHERE operation_id = OLD.operation_id)
BEGIN
  DELETE FROM operations WHERE id = OLD.operation_id;
END;

-- The unit of an operation is its id.
DELETE FROM exported_units WHERE unit LIKE 'operation:%';
DELETE FROM revisions WHERE unit LIKE 'operation:%';
INSERT INTO revisions (unit, revision) SELECT id, 1 FROM operations;

CREATE TRIGGER operations_begin_unit AFTER INSERT ON operations
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT NEW.id, 1 + coalesce(max(revision), 0) FROM exported_units WHERE unit = NEW.id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operations_raise_unit AFTER UPDATE ON operations
BEGIN
  INSERT INTO revisions (unit, revision) VALUES (NEW.id, 1)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operations_end_unit AFTER DELETE ON operations
BEGIN
  DELETE FROM revisions WHERE unit = OLD.id;
END;

CREATE TRIGGER operation_changes_raise_inserted AFTER INSERT ON operation_changes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM operations WHERE id = NEW.operation_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operation_changes_raise_updated AFTER UPDATE ON operation_changes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM operations WHERE id IN (OLD.operation_id, NEW.operation_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER operation_changes_raise_deleted AFTER DELETE ON operation_changes
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM operations WHERE id = OLD.operation_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;
