-- Why: three rules stood in the program alone. A transcription that moves on without a line in its history leaves a gap that
-- nobody can close later; a voice without the consent of the person must not come in by any door; and why a meeting
-- failed must be known when its events are swept, as a code that says nothing of a person or a file.

-- The line is written first. Where it is missing the move is refused, and so is a move of what began without one.
CREATE TRIGGER transcriptions_keep_history BEFORE UPDATE OF status ON transcriptions
WHEN NEW.status <> OLD.status AND NOT (
  EXISTS (SELECT 1 FROM transcription_status_history h WHERE h.transcription_id = NEW.id AND h.status = OLD.status)
  AND EXISTS (SELECT 1 FROM transcription_status_history h
              WHERE h.transcription_id = NEW.id AND h.status = NEW.status AND h.created_at = NEW.updated_at
                AND h.status_message IS NEW.status_message))
BEGIN
  SELECT RAISE(ABORT, 'every status of a transcription stands in its history');
END;

CREATE TRIGGER transcription_status_history_stays BEFORE UPDATE ON transcription_status_history
BEGIN
  SELECT RAISE(ABORT, 'the history of a transcription is not rewritten');
END;

-- Samples are asked for consent when they come in (migration 3). So are those that move to another profile, and centroids.
CREATE TRIGGER voice_samples_keep_consent BEFORE UPDATE OF profile_id ON voice_samples
WHEN (SELECT consent_version FROM user_profiles WHERE id = NEW.profile_id) IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a voice is kept only with consent');
END;

CREATE TRIGGER voice_centroids_need_consent BEFORE INSERT ON voice_centroids
WHEN (SELECT consent_version FROM user_profiles WHERE id = NEW.profile_id) IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a voice is kept only with consent');
END;

CREATE TRIGGER voice_centroids_keep_consent BEFORE UPDATE OF profile_id ON voice_centroids
WHEN (SELECT consent_version FROM user_profiles WHERE id = NEW.profile_id) IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a voice is kept only with consent');
END;

CREATE TRIGGER user_profiles_keep_consent BEFORE UPDATE OF consent_version ON user_profiles
WHEN NEW.consent_version IS NULL AND (
  EXISTS (SELECT 1 FROM voice_samples WHERE profile_id = OLD.id)
  OR EXISTS (SELECT 1 FROM voice_centroids WHERE profile_id = OLD.id))
BEGIN
  SELECT RAISE(ABORT, 'a voice is kept only with consent: forget the voice first');
END;

-- The kind of error that ended a meeting, as in the exit codes; NULL: it did not fail, or that is not known.
ALTER TABLE meetings ADD COLUMN error_reason TEXT
  CHECK (error_reason IS NULL OR (status = 'failed' AND length(error_reason) BETWEEN 1 AND 64));

UPDATE meetings SET error_reason = (
  SELECT e.error_code FROM processing_events e WHERE e.meeting_id = meetings.id AND e.status = 'FAILED'
  ORDER BY e.created_at DESC, e.rowid DESC LIMIT 1)
WHERE status = 'failed';
