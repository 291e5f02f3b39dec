-- Why: whoever is shown a recording wants to know what goes with it. So each recording lists what was rendered from its
-- newest transcript, and triggers keep the list: no writer of files can forget it.

-- What else was put into the list stays, in front.
CREATE VIEW file_companions AS
SELECT f.id AS file_id, (
  SELECT json_group_array(json(entry)) FROM (
    SELECT value AS entry FROM json_each(f.companion_files) WHERE value ->> 'kind' IS NOT 'artifact'
    UNION ALL
    SELECT entry FROM (
      SELECT json_object('kind', 'artifact', 'type', type, 'key', s3_key, 'size', size, 'sha256', sha256) AS entry
      FROM artifacts WHERE meeting_id = (
        SELECT m.id FROM meetings m JOIN artifacts a ON a.meeting_id = m.id WHERE m.file_id = f.id
        ORDER BY m.created_at DESC, m.id DESC LIMIT 1)
      ORDER BY type))) AS companions
FROM files f;

UPDATE files SET companion_files = (SELECT companions FROM file_companions WHERE file_id = files.id)
WHERE id IN (SELECT m.file_id FROM meetings m JOIN artifacts a ON a.meeting_id = m.id);

CREATE TRIGGER artifacts_accompany_inserted AFTER INSERT ON artifacts
BEGIN
  UPDATE files SET companion_files = c.companions FROM file_companions c
  WHERE files.id = (SELECT file_id FROM meetings WHERE id = NEW.meeting_id)
    AND c.file_id = files.id AND files.companion_files IS NOT c.companions;
END;

CREATE TRIGGER artifacts_accompany_updated AFTER UPDATE ON artifacts
BEGIN
  UPDATE files SET companion_files = c.companions FROM file_companions c
  WHERE files.id = (SELECT file_id FROM meetings WHERE id = NEW.meeting_id)
    AND c.file_id = files.id AND files.companion_files IS NOT c.companions;
END;

CREATE TRIGGER artifacts_accompany_deleted AFTER DELETE ON artifacts
BEGIN
  UPDATE files SET companion_files = c.companions FROM file_companions c
  WHERE files.id = (SELECT file_id FROM meetings WHERE id = OLD.meeting_id)
    AND c.file_id = files.id AND files.companion_files IS NOT c.companions;
END;

-- Its artifacts go after it, when nothing says any longer whose they were.
CREATE TRIGGER meetings_accompany_deleted AFTER DELETE ON meetings
BEGIN
  UPDATE files SET companion_files = c.companions FROM file_companions c
  WHERE files.id = OLD.file_id AND c.file_id = files.id AND files.companion_files IS NOT c.companions;
END;
