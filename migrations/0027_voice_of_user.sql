-- Why: whose account a voice belongs to is said in `users`, and what an export sends of a voice is a part of the profile.
-- When an account is linked with another voice, or with none, both profiles have changed for whoever was told of them.

CREATE TRIGGER users_raise_profiles_inserted AFTER INSERT ON users
BEGIN
  INSERT INTO revisions (unit, revision) SELECT id, 1 FROM user_profiles WHERE id = NEW.profile_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER users_raise_profiles_updated AFTER UPDATE OF profile_id ON users
WHEN NEW.profile_id IS NOT OLD.profile_id
BEGIN
  INSERT INTO revisions (unit, revision) SELECT id, 1 FROM user_profiles WHERE id IN (OLD.profile_id, NEW.profile_id)
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER users_raise_profiles_deleted AFTER DELETE ON users
BEGIN
  INSERT INTO revisions (unit, revision) SELECT id, 1 FROM user_profiles WHERE id = OLD.profile_id
  ON CONFLICT (unit) DO UPDATE SET revision = revision + 1;
END;
