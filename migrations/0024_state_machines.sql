-- Why: only meetings were held to their states. Whatever has states is held to them now, whoever writes, as
-- src/domain/state-machines.ts lists them. Two things must pass the moves by: taking an operation back gives rows the
-- states that they had, and rows that come from another store have been through theirs there.

-- While a row is here, which is inside one transaction, rows are put back or copied, in whatever state they are.
CREATE TABLE putting_back (
  reason TEXT NOT NULL
) STRICT;

DROP TRIGGER meetings_begin_pending;
DROP TRIGGER meetings_status_moves;

CREATE TRIGGER meetings_begin_pending BEFORE INSERT ON meetings
WHEN NEW.status <> 'pending' AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'a meeting begins as pending');
END;

CREATE TRIGGER meetings_status_moves BEFORE UPDATE OF status ON meetings
WHEN NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (VALUES
    ('pending', 'processing'), ('processing', 'completed'), ('processing', 'failed'))
  AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'a meeting moves pending -> processing -> completed | failed and nowhere else');
END;

CREATE TRIGGER transcriptions_begin_pending BEFORE INSERT ON transcriptions
WHEN NEW.status <> 'pending' AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'a transcription begins as pending');
END;

CREATE TRIGGER transcriptions_status_moves BEFORE UPDATE OF status ON transcriptions
WHEN NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (VALUES
    ('pending', 'transcribing'), ('pending', 'diarizing'), ('pending', 'extracting_features'),
    ('pending', 'completed'), ('pending', 'failed'), ('transcribing', 'diarizing'),
    ('transcribing', 'extracting_features'), ('transcribing', 'completed'), ('transcribing', 'failed'),
    ('diarizing', 'transcribing'), ('diarizing', 'extracting_features'), ('diarizing', 'completed'),
    ('diarizing', 'failed'), ('extracting_features', 'transcribing'), ('extracting_features', 'diarizing'),
    ('extracting_features', 'completed'), ('extracting_features', 'failed'))
  AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'a transcription goes through its stages to completed or failed, and stays there');
END;

-- As in migration 20, but for rows that are put back or copied: their history comes with them.
DROP TRIGGER transcriptions_keep_history;
DROP TRIGGER transcription_status_history_stays;

CREATE TRIGGER transcriptions_keep_history BEFORE UPDATE OF status ON transcriptions
WHEN NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM putting_back) AND NOT (
  EXISTS (SELECT 1 FROM transcription_status_history h WHERE h.transcription_id = NEW.id AND h.status = OLD.status)
  AND EXISTS (SELECT 1 FROM transcription_status_history h
              WHERE h.transcription_id = NEW.id AND h.status = NEW.status AND h.created_at = NEW.updated_at
                AND h.status_message IS NEW.status_message))
BEGIN
  SELECT RAISE(ABORT, 'every status of a transcription stands in its history');
END;

CREATE TRIGGER transcription_status_history_stays BEFORE UPDATE ON transcription_status_history
WHEN NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'the history of a transcription is not rewritten');
END;

CREATE TRIGGER processing_events_status_stays BEFORE UPDATE OF status ON processing_events
WHEN NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'what happened to a recording is never changed');
END;

CREATE TRIGGER transcript_segments_kind_moves BEFORE UPDATE OF kind ON transcript_segments
WHEN NEW.kind <> OLD.kind
  AND (OLD.kind, NEW.kind) NOT IN (VALUES
    ('interim', 'final'), ('interim', 'corrected'), ('final', 'corrected'))
  AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'a segment moves interim -> final -> corrected and never back');
END;

CREATE TRIGGER tasks_status_moves BEFORE UPDATE OF status ON tasks
WHEN NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (VALUES
    ('todo', 'in_progress'), ('todo', 'snoozed'), ('todo', 'completed'), ('todo', 'cancelled'),
    ('in_progress', 'todo'), ('in_progress', 'snoozed'), ('in_progress', 'completed'), ('in_progress', 'cancelled'),
    ('snoozed', 'todo'), ('snoozed', 'in_progress'), ('snoozed', 'completed'), ('snoozed', 'cancelled'),
    ('completed', 'todo'), ('completed', 'in_progress'), ('cancelled', 'todo'), ('cancelled', 'in_progress'))
  AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'a task that was completed or cancelled is taken up again as todo or in_progress first');
END;

CREATE TRIGGER participants_status_moves BEFORE UPDATE OF status ON participants
WHEN NEW.status <> OLD.status
  AND (OLD.status, NEW.status) NOT IN (VALUES
    ('invited', 'accepted'), ('invited', 'declined'), ('invited', 'attended'), ('accepted', 'declined'),
    ('accepted', 'attended'), ('declined', 'accepted'), ('declined', 'attended'))
  AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'whoever was invited accepts, declines or attends, and attending is final');
END;

CREATE TRIGGER analytics_begin_pending BEFORE INSERT ON analytics
WHEN NEW.analysis_status <> 'pending' AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'the analysis of a meeting begins as pending');
END;

CREATE TRIGGER analytics_analysis_status_moves BEFORE UPDATE OF analysis_status ON analytics
WHEN NEW.analysis_status <> OLD.analysis_status
  AND (OLD.analysis_status, NEW.analysis_status) NOT IN (VALUES
    ('pending', 'processing'), ('processing', 'completed'), ('processing', 'error'), ('completed', 'processing'),
    ('error', 'processing'))
  AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'an analysis moves pending -> processing -> completed | error, and from there to processing again');
END;

CREATE TRIGGER user_profiles_begin_untrained BEFORE INSERT ON user_profiles
WHEN NEW.voice_model_status <> 'untrained' AND NOT EXISTS (SELECT 1 FROM putting_back)
BEGIN
  SELECT RAISE(ABORT, 'the voice of a profile begins as untrained');
END;
