-- Why: the systems that a store is exported into know whose a meeting is, in which workspace and room it took place, for
-- when it was planned and who was invited. No recording says so; a person does, and this is where it is kept.

CREATE TABLE workspaces (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  slug       TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 64),
  settings   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings)),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

-- Accounts, not voices: somebody may own recordings in which they never speak.
CREATE TABLE users (
  id           TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  external_id  TEXT NOT NULL UNIQUE CHECK (length(external_id) BETWEEN 1 AND 255), -- what another system calls the account
  username     TEXT UNIQUE CHECK (length(username) BETWEEN 1 AND 64),
  email        TEXT UNIQUE CHECK (length(email) <= 120),       -- in lower case
  name         TEXT CHECK (length(name) BETWEEN 1 AND 255),
  role         TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'organizer', 'member')),
  is_active    INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL,
  profile_id   TEXT REFERENCES user_profiles (id) ON DELETE SET NULL, -- whose voice it is, if it is known
  created_at   TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  updated_at   TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_users_workspace_id ON users (workspace_id);
CREATE INDEX idx_users_profile_id ON users (profile_id);

-- Who stands where a target demands a user and nobody was named. The row is the same in every store, its moment included.
INSERT INTO users (id, external_id, username, email, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'local', 'local', 'local@localhost',
        '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z');

CREATE TABLE rooms (
  id           TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  owner_id     TEXT REFERENCES users (id) ON DELETE SET NULL,
  workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL,
  name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  type         TEXT CHECK (length(type) BETWEEN 1 AND 50),
  token        TEXT UNIQUE CHECK (length(token) BETWEEN 1 AND 255), -- by which another system knows the room
  created_at   TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_rooms_owner_id ON rooms (owner_id);
CREATE INDEX idx_rooms_workspace_id ON rooms (workspace_id, name);

ALTER TABLE meetings ADD COLUMN owner_id TEXT REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE meetings ADD COLUMN workspace_id TEXT REFERENCES workspaces (id) ON DELETE SET NULL;
ALTER TABLE meetings ADD COLUMN room_id TEXT REFERENCES rooms (id) ON DELETE SET NULL;
ALTER TABLE meetings ADD COLUMN scheduled_start TEXT CHECK (scheduled_start GLOB '????-??-??T??:??:??*Z');
ALTER TABLE meetings ADD COLUMN scheduled_end TEXT
  CHECK (scheduled_end GLOB '????-??-??T??:??:??*Z' AND scheduled_end >= scheduled_start);

CREATE INDEX idx_meetings_owner_id ON meetings (owner_id, created_at DESC);
CREATE INDEX idx_meetings_workspace_id ON meetings (workspace_id, status, created_at DESC);
CREATE INDEX idx_meetings_scheduled_start ON meetings (workspace_id, scheduled_start);
CREATE INDEX idx_meetings_room_id ON meetings (room_id);
CREATE INDEX idx_files_owner ON files (owner);

-- The column is older than the table that it points into, and SQLite adds no foreign key to a column.
CREATE TRIGGER files_lose_owner AFTER DELETE ON users
BEGIN
  UPDATE files SET owner = NULL WHERE owner = OLD.id;
END;

CREATE TRIGGER files_have_owner BEFORE INSERT ON files
WHEN NEW.owner IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.owner)
BEGIN
  SELECT RAISE(ABORT, 'the owner of a file is a user');
END;

CREATE TRIGGER files_keep_owner BEFORE UPDATE OF owner ON files
WHEN NEW.owner IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users WHERE id = NEW.owner)
BEGIN
  SELECT RAISE(ABORT, 'the owner of a file is a user');
END;

-- Who made it; NULL: nobody said, and whose the meeting is decides.
ALTER TABLE tasks ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE notes ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE markers ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE SET NULL;
ALTER TABLE ai_threads ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE SET NULL;

CREATE INDEX idx_tasks_user_id ON tasks (user_id);
CREATE INDEX idx_notes_user_id ON notes (user_id);
CREATE INDEX idx_markers_user_id ON markers (user_id);
CREATE INDEX idx_ai_threads_user_id ON ai_threads (user_id);

-- Somebody may be invited whose voice is not enrolled, and perhaps never will be: a name or an address is enough.
CREATE TABLE invited (
  id              TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id      TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_profile_id TEXT REFERENCES user_profiles (id) ON DELETE CASCADE,
  name            TEXT CHECK (length(name) BETWEEN 1 AND 255),
  name_key        TEXT,                                        -- the name as in user_profiles.name_key
  email           TEXT CHECK (length(email) <= 120),           -- in lower case
  role            TEXT NOT NULL DEFAULT 'participant' CHECK (role IN ('organizer', 'presenter', 'participant')),
  status          TEXT NOT NULL DEFAULT 'invited'
                  CHECK (status IN ('invited', 'accepted', 'declined', 'attended')),
  joined_at       TEXT CHECK (joined_at GLOB '????-??-??T??:??:??*Z'),
  left_at         TEXT CHECK (left_at GLOB '????-??-??T??:??:??*Z'),
  created_at      TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (meeting_id, user_profile_id),
  UNIQUE (meeting_id, email),
  CHECK ((name IS NULL) = (name_key IS NULL)),
  CHECK (coalesce(user_profile_id, name, email) IS NOT NULL),
  CHECK (left_at >= joined_at)
) STRICT;

INSERT INTO invited (id, meeting_id, user_profile_id, role, status, joined_at, left_at, created_at)
SELECT id, meeting_id, user_profile_id, role, status, joined_at, left_at, created_at FROM participants;
DROP TABLE participants;
ALTER TABLE invited RENAME TO participants;

CREATE INDEX idx_participants_user_profile_id ON participants (user_profile_id);
CREATE INDEX idx_participants_name_key ON participants (name_key);
