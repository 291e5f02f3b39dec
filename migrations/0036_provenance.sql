-- Why: whoever wants to know whether a transcript can be made again needs what it was made with, and what came out of
-- every stage. Both are about a run of this machine, so they stay in this store.

CREATE TABLE meeting_provenance (
  meeting_id TEXT PRIMARY KEY NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  made_with  TEXT NOT NULL CHECK (json_valid(made_with)),         -- versions, processor, models, settings
  results    TEXT NOT NULL CHECK (json_valid(results))            -- the hash of what each stage came to
) STRICT, WITHOUT ROWID;
