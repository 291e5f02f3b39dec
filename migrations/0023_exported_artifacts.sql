-- Why: artifacts are exported to folders and buckets, which others use as well. What was put there is remembered, so
-- that another run sends only what changed, and removes only what this store has put: the transcripts of a meeting that
-- is gone, and nothing of anybody else.

CREATE TABLE artifact_roots (
  id         INTEGER PRIMARY KEY NOT NULL,
  endpoint   TEXT NOT NULL,                                     -- of an S3 service; empty: Amazon's, or a folder
  place      TEXT NOT NULL,                                     -- an absolute folder, or s3://bucket/prefix
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (endpoint, place)
) STRICT;

CREATE TABLE exported_artifacts (
  root_id    INTEGER NOT NULL REFERENCES artifact_roots (id) ON DELETE CASCADE,
  -- No foreign key: what was put of a meeting that is gone is to be removed.
  meeting_id TEXT NOT NULL CHECK (length(meeting_id) = 36),
  name       TEXT NOT NULL,                                     -- of the file or object
  type       TEXT NOT NULL CHECK (length(type) <= 50),          -- of the artifact
  -- Of what was put, or is about to be: a kill between the two leaves both, and either is ours.
  sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
  -- What the service calls this state of the object (its ETag): while a listing says the same, it is as it was put.
  version    TEXT,
  PRIMARY KEY (root_id, meeting_id, name, sha256)
) STRICT, WITHOUT ROWID;
