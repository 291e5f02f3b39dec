-- Why: what follows from a meeting is about to be written, by people and by a language model. A note about nobody, a task
-- that waits for itself and a list that is none must not get in, whoever writes; and what can be counted is counted from
-- the rows that are there, at the moment when somebody looks, so that no change of a speaker can leave an old number.

-- A subject is in one of two tables, where no foreign key can point.
CREATE TRIGGER notes_have_subject BEFORE INSERT ON notes
WHEN NOT EXISTS (SELECT 1 FROM meetings WHERE NEW.subject_type = 'MEETING' AND id = NEW.subject_id)
  AND NOT EXISTS (SELECT 1 FROM user_profiles WHERE NEW.subject_type = 'PERSON' AND id = NEW.subject_id)
BEGIN
  SELECT RAISE(ABORT, 'a note is about a meeting or a person who is there');
END;

CREATE TRIGGER notes_keep_subject BEFORE UPDATE OF subject_type, subject_id ON notes
WHEN NOT EXISTS (SELECT 1 FROM meetings WHERE NEW.subject_type = 'MEETING' AND id = NEW.subject_id)
  AND NOT EXISTS (SELECT 1 FROM user_profiles WHERE NEW.subject_type = 'PERSON' AND id = NEW.subject_id)
BEGIN
  SELECT RAISE(ABORT, 'a note is about a meeting or a person who is there');
END;

CREATE TRIGGER ai_threads_have_context BEFORE INSERT ON ai_threads
WHEN NOT EXISTS (SELECT 1 FROM meetings WHERE NEW.context_type = 'MEETING' AND id = NEW.context_id)
  AND NOT EXISTS (SELECT 1 FROM user_profiles WHERE NEW.context_type = 'PERSON' AND id = NEW.context_id)
BEGIN
  SELECT RAISE(ABORT, 'a thread is about a meeting or a person who is there');
END;

CREATE TRIGGER ai_threads_keep_context BEFORE UPDATE OF context_type, context_id ON ai_threads
WHEN NOT EXISTS (SELECT 1 FROM meetings WHERE NEW.context_type = 'MEETING' AND id = NEW.context_id)
  AND NOT EXISTS (SELECT 1 FROM user_profiles WHERE NEW.context_type = 'PERSON' AND id = NEW.context_id)
BEGIN
  SELECT RAISE(ABORT, 'a thread is about a meeting or a person who is there');
END;

-- What goes with its subject goes first, so that taking the steps back begins with the subject.
DROP TRIGGER notes_go_with_meeting;
DROP TRIGGER notes_go_with_person;
DROP TRIGGER ai_threads_go_with_meeting;
DROP TRIGGER ai_threads_go_with_person;

CREATE TRIGGER notes_go_with_meeting BEFORE DELETE ON meetings
BEGIN
  DELETE FROM notes WHERE subject_type = 'MEETING' AND subject_id = OLD.id;
END;

CREATE TRIGGER notes_go_with_person BEFORE DELETE ON user_profiles
BEGIN
  DELETE FROM notes WHERE subject_type = 'PERSON' AND subject_id = OLD.id;
END;

CREATE TRIGGER ai_threads_go_with_meeting BEFORE DELETE ON meetings
BEGIN
  DELETE FROM ai_threads WHERE context_type = 'MEETING' AND context_id = OLD.id;
END;

CREATE TRIGGER ai_threads_go_with_person BEFORE DELETE ON user_profiles
BEGIN
  DELETE FROM ai_threads WHERE context_type = 'PERSON' AND context_id = OLD.id;
END;

-- A task that waits for another cannot be one that the other waits for.
CREATE TRIGGER tasks_wait_for_others BEFORE INSERT ON tasks
WHEN NEW.depends_on = NEW.id
BEGIN
  SELECT RAISE(ABORT, 'a task cannot wait for itself, not even through others');
END;

CREATE TRIGGER tasks_wait_in_no_circle BEFORE UPDATE OF depends_on ON tasks
WHEN NEW.depends_on IS NOT NULL AND NEW.id IN (
  WITH RECURSIVE before (id) AS (
    SELECT NEW.depends_on
    UNION SELECT t.depends_on FROM tasks t JOIN before b ON t.id = b.id WHERE t.depends_on IS NOT NULL)
  SELECT id FROM before)
BEGIN
  SELECT RAISE(ABORT, 'a task cannot wait for itself, not even through others');
END;

CREATE TRIGGER tasks_begin_well BEFORE INSERT ON tasks
WHEN json_type(NEW.sub_tasks) <> 'array' OR json_type(NEW.source_segment_ids) <> 'array'
  OR (NEW.status = 'completed') <> (NEW.completed_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a task has lists of sub-tasks and sources, and a moment of completion when it is completed');
END;

CREATE TRIGGER tasks_stay_well BEFORE UPDATE ON tasks
WHEN json_type(NEW.sub_tasks) <> 'array' OR json_type(NEW.source_segment_ids) <> 'array'
  OR (NEW.status = 'completed') <> (NEW.completed_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a task has lists of sub-tasks and sources, and a moment of completion when it is completed');
END;

-- Every completed meeting has its row; what a language model would have to judge in it is not known yet.
INSERT INTO analytics (id, meeting_id, created_at, updated_at)
SELECT lower(printf('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2),
             substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
       id, finished_at, finished_at
FROM meetings WHERE status = 'completed' AND id NOT IN (SELECT meeting_id FROM analytics);

-- How much each speaker of a meeting says. Shares are of the sum of all speakers, who may speak at the same time.
CREATE VIEW speaker_talk AS
SELECT s.meeting_id, s.id AS speaker_id, s.cluster_id, s.position, s.seconds_spoken AS seconds,
       s.seconds_spoken / nullif((SELECT sum(o.seconds_spoken) FROM speakers o WHERE o.meeting_id = s.meeting_id), 0) AS share,
       (SELECT count(*) FROM transcript_segments g WHERE g.speaker_id = s.id) AS turns,
       (SELECT coalesce(sum(json_array_length(g.words)), 0) FROM transcript_segments g WHERE g.speaker_id = s.id) AS words
FROM speakers s;

-- How many voices are heard at once, from each moment at which that changes to the next one, from the first voice to
-- the last.
CREATE VIEW meeting_stretches AS
SELECT meeting_id, moment AS start_time,
       sum(step) OVER (PARTITION BY meeting_id ORDER BY moment) AS voices,
       lead(moment) OVER (PARTITION BY meeting_id ORDER BY moment) - moment AS seconds
FROM (
  SELECT s.meeting_id, span.value ->> edge.place AS moment, sum(edge.step) AS step
  FROM speakers s, json_each(s.spans) span, (SELECT 0 AS place, 1 AS step UNION ALL SELECT 1, -1) edge
  GROUP BY s.meeting_id, moment);

-- Who was named as invited, by the profile with the same name or address where none was given.
CREATE INDEX idx_user_profiles_email ON user_profiles (email);
UPDATE user_profiles SET email = lower(email) WHERE email <> lower(email);

CREATE VIEW invited_people AS
SELECT p.*, coalesce(p.user_profile_id, (SELECT u.id FROM user_profiles u WHERE u.name_key = p.name_key),
                     (SELECT min(u.id) FROM user_profiles u WHERE u.email = p.email)) AS profile_id
FROM participants p;

-- Who took part in a meeting: whoever was named as invited, and whoever was identified by the voice or named by a person.
-- Having spoken is having attended. `person` tells one from another; `seconds` is how long they spoke, NULL: not at all.
CREATE VIEW meeting_people AS
SELECT meeting_id, participant_id, user_profile_id, person, name, email, role,
       CASE WHEN seconds IS NULL THEN status ELSE 'attended' END AS status, joined_at, left_at, seconds
FROM (
  SELECT i.meeting_id, i.id AS participant_id, i.profile_id AS user_profile_id,
         coalesce('profile:' || i.profile_id, 'email:' || i.email, 'name:' || i.name_key) AS person,
         coalesce(u.display_name, i.name) AS name, coalesce(i.email, u.email) AS email, i.role, i.status, i.joined_at,
         i.left_at,
         (SELECT sum(s.seconds_spoken) FROM speakers s
          WHERE s.meeting_id = i.meeting_id
            AND (s.user_profile_id = i.profile_id
              OR (s.user_profile_id IS NULL AND lower(s.display_name) = lower(i.name)))) AS seconds
  FROM invited_people i LEFT JOIN user_profiles u ON u.id = i.profile_id)
UNION ALL
SELECT s.meeting_id, NULL, s.user_profile_id,
       coalesce('profile:' || s.user_profile_id, 'name:' || lower(s.display_name)),
       coalesce(u.display_name, s.display_name), u.email, 'participant', 'attended', NULL, NULL, sum(s.seconds_spoken)
FROM speakers s LEFT JOIN user_profiles u ON u.id = s.user_profile_id
WHERE (s.user_profile_id IS NOT NULL OR s.display_name IS NOT NULL)
  AND NOT EXISTS (
    SELECT 1 FROM invited_people i
    WHERE i.meeting_id = s.meeting_id
      AND (i.profile_id = s.user_profile_id
        OR (s.user_profile_id IS NULL AND lower(i.name) = lower(s.display_name))))
GROUP BY s.meeting_id, coalesce('profile:' || s.user_profile_id, 'name:' || lower(s.display_name));
