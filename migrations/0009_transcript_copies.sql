-- Why: copies written with --out hold names too. They are remembered, so that a new name reaches them, with the hash
-- of what was written, so that a file which a person has changed since is told from ours and never overwritten.

CREATE TABLE transcript_copies (
  folder     TEXT PRIMARY KEY NOT NULL,                         -- absolute, links resolved
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  style      TEXT NOT NULL CHECK (style IN ('verbatim', 'clean')),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_transcript_copies_meeting_id ON transcript_copies (meeting_id);

CREATE TABLE transcript_copy_files (
  folder TEXT NOT NULL REFERENCES transcript_copies (folder) ON DELETE CASCADE,
  name   TEXT NOT NULL,                                         -- of the file in the folder
  type   TEXT NOT NULL CHECK (length(type) <= 50),              -- of the artifact
  -- Of what was written, or is about to be: a kill between the two leaves both, and either is ours.
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (folder, name, sha256)
) STRICT;

-- Copies outlive their meeting, and the place where they are is forgotten with it. What stays are bare hashes of what
-- was written, so that a file which nobody has changed is known to be ours when the recording comes again.
CREATE TABLE written_transcripts (
  sha256 TEXT PRIMARY KEY NOT NULL CHECK (length(sha256) = 64)
) STRICT, WITHOUT ROWID;

-- Earlier versions wrote the same bytes into the store and with --out.
INSERT OR IGNORE INTO written_transcripts (sha256) SELECT sha256 FROM artifacts;

CREATE TRIGGER meetings_leave_copies BEFORE DELETE ON meetings
BEGIN
  INSERT INTO written_transcripts (sha256)
  SELECT f.sha256 FROM transcript_copy_files f JOIN transcript_copies c ON c.folder = f.folder
  WHERE c.meeting_id = OLD.id
  ON CONFLICT DO NOTHING;
END;
