-- Why: scribe chooses things about a recording (which track, which channels) and guesses others. What it chose stays with
-- the recording, so that whoever reads the meeting later can see it, and not only who watched it being made.

ALTER TABLE files ADD COLUMN notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes));
