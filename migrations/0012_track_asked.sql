-- Why: without --stream scribe chooses the track. A file that was read by a track somebody asked for has not been read by
-- the one that scribe would choose, and is not known for it.

ALTER TABLE files ADD COLUMN stream_asked INTEGER NOT NULL DEFAULT 0 CHECK (stream_asked IN (0, 1));
