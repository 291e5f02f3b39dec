-- Why: what a copy says of a meeting names users: whose it is, who took part. An address or a voice that a user is given
-- later changes that, so it raises the meetings, as a new name of a person does.

CREATE TRIGGER users_raise_meetings AFTER UPDATE OF email, profile_id ON users
WHEN NEW.email IS NOT OLD.email OR NEW.profile_id IS NOT OLD.profile_id
BEGIN
  INSERT INTO revisions (unit, revision)
  SELECT id, 1 FROM meetings WHERE owner_id = NEW.id
  UNION SELECT meeting_id, 1 FROM tasks WHERE user_id = NEW.id
  UNION SELECT meeting_id, 1 FROM markers WHERE user_id = NEW.id
  UNION SELECT meeting_id, 1 FROM participants
    WHERE user_profile_id IN (OLD.profile_id, NEW.profile_id) OR email IN (OLD.email, NEW.email)
  UNION SELECT s.meeting_id, 1 FROM speakers s LEFT JOIN user_profiles p ON p.id = s.user_profile_id
    WHERE s.user_profile_id IN (OLD.profile_id, NEW.profile_id) OR p.email IN (OLD.email, NEW.email)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;
