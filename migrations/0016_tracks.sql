-- Why: a meeting may be made of several tracks: files, streams or channels. Which they are, where each lies on the clock of
-- the recording, and who speaks in which must be known when somebody looks at the meeting later.

-- [{"label", "start", "drift", "placed"}]: seconds, and parts in a million; [] for a recording of one track.
ALTER TABLE files ADD COLUMN tracks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tracks));

-- Position in that list; NULL: the recording has one track.
ALTER TABLE speakers ADD COLUMN track INTEGER CHECK (track >= 0);
