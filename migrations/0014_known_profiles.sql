-- Why: somebody who was in a meeting knows who else was. The list of the only profiles that may be named in it is kept,
-- so that matching the meeting again does not find others.

-- A meeting without rows here has no such list.
CREATE TABLE meeting_known_profiles (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  -- NULL: was forgotten since. The row stays, so that the list does not become longer by it.
  profile_id TEXT REFERENCES user_profiles (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX idx_meeting_known_profiles_meeting_id ON meeting_known_profiles (meeting_id);
CREATE INDEX idx_meeting_known_profiles_profile_id ON meeting_known_profiles (profile_id);
