-- Why: what was sent or written elsewhere stays there. Who keeps the store must be able to say what left it, when, and where
-- to, also of a meeting that is gone. So no title stands here, and no foreign key leads to a meeting. What one machine sent
-- is nothing that another store has.

CREATE TABLE export_log (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  command     TEXT NOT NULL CHECK (command IN ('export artifacts', 'export postgres', 'export postgres --sql', '--out', 'store backup')),
  destination TEXT NOT NULL CHECK (length(destination) > 0),   -- a folder, a file, a bucket or a database; no user, no password
  voiceprints INTEGER NOT NULL CHECK (voiceprints IN (0, 1)),  -- whether what voices are recognized by went along
  items       INTEGER NOT NULL DEFAULT 0 CHECK (items >= 0),   -- rows, or files
  bytes       INTEGER CHECK (bytes >= 0),                      -- NULL: not counted
  started_at  TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z'),
  finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??*Z')   -- NULL: it failed, was killed, or is at work
) STRICT;

CREATE TABLE export_log_meetings (
  entry      INTEGER NOT NULL REFERENCES export_log (id) ON DELETE CASCADE,
  meeting_id TEXT NOT NULL,
  PRIMARY KEY (entry, meeting_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_export_log_meetings_meeting_id ON export_log_meetings (meeting_id);
