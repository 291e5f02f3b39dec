-- Why: what a person says about a voice must outlive every later guess, and every change of labels and clusters must be
-- one step that can be taken back. So a label says where it comes from, what a cluster is not is kept as well, and each
-- change is logged with the rows as they were before.

-- automatic: matched from vectors, a relabel may change it; named: a person gave the cluster a name, and no biometrics
-- are kept for it; confirmed: a person said that this cluster is this profile.
ALTER TABLE speakers ADD COLUMN label_source TEXT NOT NULL DEFAULT 'automatic'
  CHECK (label_source IN ('automatic', 'named', 'confirmed'));
-- Until now, a similarity of exactly 1 said that a person had confirmed it.
UPDATE speakers SET label_source = 'confirmed' WHERE confidence = 1 AND user_profile_id IS NOT NULL;
UPDATE speakers SET label_source = 'named' WHERE display_name IS NOT NULL AND user_profile_id IS NULL;

-- When a profile goes, nobody has confirmed anything.
CREATE TRIGGER speakers_lose_confirmation AFTER UPDATE OF user_profile_id ON speakers
WHEN NEW.user_profile_id IS NULL AND NEW.label_source = 'confirmed'
BEGIN
  UPDATE speakers SET label_source = 'automatic' WHERE id = NEW.id;
END;

-- What a person ruled out: this cluster is not this profile.
CREATE TABLE speaker_rejections (
  speaker_id TEXT NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
  profile_id TEXT NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE,
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  PRIMARY KEY (speaker_id, profile_id)
) STRICT;

CREATE INDEX idx_speaker_rejections_profile_id ON speaker_rejections (profile_id);
CREATE INDEX idx_speaker_rejections_meeting_id ON speaker_rejections (meeting_id);

CREATE TABLE operations (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,                 -- what people call it; never used twice
  kind       TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  summary    TEXT NOT NULL,                                     -- what was done, in words
  meeting_id TEXT REFERENCES meetings (id) ON DELETE CASCADE,   -- NULL: not about one meeting
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  undone_at  TEXT CHECK (undone_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_operations_meeting_id ON operations (meeting_id);

-- Every step on a row, in the order in which it was taken.
CREATE TABLE operation_changes (
  operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
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

CREATE INDEX idx_operation_changes_row ON operation_changes (table_name, row_key);
CREATE INDEX idx_operation_changes_meeting_id ON operation_changes (meeting_id);

-- What was done to meetings that are gone is not remembered.
CREATE TRIGGER operations_go_with_changes AFTER DELETE ON operation_changes
WHEN NOT EXISTS (SELECT 1 FROM operation_changes WHERE operation_id = OLD.operation_id)
BEGIN
  DELETE FROM operations WHERE id = OLD.operation_id;
END;
