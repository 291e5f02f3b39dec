-- Why: what was put back into a transcript can be left out again. The turns as they were recognized are kept from the
-- first time that something is put back, and every change begins with them, so that undoing it gives exactly what was
-- there, and the order in which things are put back does not matter.

ALTER TABLE transcriptions ADD COLUMN original_turns TEXT CHECK (json_valid(original_turns));

-- Earlier versions kept no such turns: what they put back is a part of the turns for good.
ALTER TABLE suppressed_segments ADD COLUMN is_original INTEGER NOT NULL DEFAULT 0 CHECK (is_original IN (0, 1));
UPDATE suppressed_segments SET is_original = 1 WHERE restored_at IS NOT NULL;
