-- Why: speech that gave no words was told on the terminal and nowhere else, so that a transcript looked complete which was
-- not. Each stretch is kept with the transcript that lacks it: a list of {start, end, reason}, in seconds from the start.

ALTER TABLE transcriptions ADD COLUMN unrecognized TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(unrecognized));
