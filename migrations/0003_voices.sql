-- Why: a profile is the sum of its samples, and each can be revoked. A voice measured by two networks gives two
-- vectors that do not compare, so there is one centroid for each network; user_profiles repeats the latest.

CREATE TABLE voice_samples (
  id                TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  profile_id        TEXT NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE,
  source_path       TEXT,                                       -- a file ('-' for stdin), or
  -- a cluster of a meeting; no foreign key, because the sample outlives the meeting.
  source_meeting_id TEXT CHECK (length(source_meeting_id) = 36),
  source_cluster_id TEXT,
  model             TEXT NOT NULL,
  dims              INTEGER NOT NULL CHECK (dims > 0),
  vector            BLOB NOT NULL CHECK (length(vector) = 4 * dims),
  seconds           REAL NOT NULL CHECK (seconds > 0),
  quality           REAL,
  created_at        TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  revoked_at        TEXT CHECK (revoked_at GLOB '????-??-??T??:??:??*Z'),
  CHECK ((source_path IS NULL) <> (source_meeting_id IS NULL)),
  CHECK ((source_meeting_id IS NULL) = (source_cluster_id IS NULL))
) STRICT;

CREATE INDEX idx_voice_samples_profile_id ON voice_samples (profile_id, model);

CREATE TRIGGER voice_samples_need_consent BEFORE INSERT ON voice_samples
WHEN (SELECT consent_version FROM user_profiles WHERE id = NEW.profile_id) IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a voice is kept only with consent');
END;

CREATE TABLE voice_centroids (
  profile_id TEXT NOT NULL REFERENCES user_profiles (id) ON DELETE CASCADE,
  model      TEXT NOT NULL,
  dims       INTEGER NOT NULL CHECK (dims > 0),
  vector     BLOB NOT NULL CHECK (length(vector) = 4 * dims),   -- of length 1
  PRIMARY KEY (profile_id, model)
) STRICT;

CREATE INDEX idx_voice_centroids_model ON voice_centroids (model);
