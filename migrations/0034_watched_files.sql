-- Why: a watcher of folders that starts again must know which files are done, also those whose meeting somebody has deleted
-- since, and which have failed how often. These are paths of one machine: no other store needs them.

CREATE TABLE watched_folders (
  folder           TEXT PRIMARY KEY NOT NULL CHECK (length(folder) > 0),   -- absolute
  first_watched_at TEXT NOT NULL CHECK (first_watched_at GLOB '????-??-??T??:??:??*Z'),
  pid              INTEGER NOT NULL CHECK (pid > 0),                       -- of the latest watcher; its lock says whether it lives
  started_at       TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE TABLE watched_files (
  path            TEXT PRIMARY KEY NOT NULL CHECK (length(path) > 0),      -- absolute
  folder          TEXT NOT NULL REFERENCES watched_folders (folder) ON DELETE CASCADE,
  size            INTEGER NOT NULL CHECK (size >= 0),                      -- bytes, when the file was taken
  modified_at     TEXT NOT NULL CHECK (modified_at GLOB '????-??-??T??:??:??*Z'),
  inode           TEXT,                                                    -- NULL: the file system has none that lasts
  sha256          TEXT CHECK (length(sha256) = 64),                        -- NULL: nobody read the file
  outcome         TEXT NOT NULL CHECK (outcome IN ('completed', 'known', 'failed', 'skipped')),
  meeting_id      TEXT REFERENCES meetings (id) ON DELETE SET NULL,
  attempts        INTEGER NOT NULL CHECK (attempts >= 0),                  -- that failed, since the file last changed
  next_attempt_at TEXT CHECK (next_attempt_at GLOB '????-??-??T??:??:??*Z'), -- NULL: not before the file changes
  error_code      TEXT,
  error_message   TEXT,
  noted_at        TEXT NOT NULL CHECK (noted_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_watched_files_folder ON watched_files (folder, noted_at);
CREATE INDEX idx_watched_files_size ON watched_files (size);
CREATE INDEX idx_watched_files_meeting_id ON watched_files (meeting_id);
