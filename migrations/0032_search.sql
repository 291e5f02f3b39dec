-- Why: people look for what was said. Two indexes of full text know in which turns a word stands: one by words, and one by
-- three characters each for scripts that put no spaces between words. Triggers keep them, so that no change of a transcript
-- can forget to. All of this is derived from the transcripts, and belongs to this store alone.

-- The key of a turn must stay what it is, and the rowid of a table with a text as its key may change with VACUUM. The keys of
-- one meeting stand side by side: that of the meeting times 2^20, and a number from 1 on. So the turns of a meeting are a
-- range, and newer meetings come after older ones.
CREATE TABLE search_meetings (
  id         INTEGER PRIMARY KEY NOT NULL,
  meeting_id TEXT NOT NULL UNIQUE REFERENCES meetings (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE search_turns (
  id         INTEGER PRIMARY KEY NOT NULL,
  segment_id TEXT NOT NULL UNIQUE                             -- id of the turn
) STRICT;

INSERT INTO search_meetings (id, meeting_id)
SELECT row_number() OVER (ORDER BY start_time, id), id FROM meetings;

INSERT INTO search_turns (id, segment_id)
SELECT (s.id << 20) + row_number() OVER (PARTITION BY s.id ORDER BY g.transcription_id, g.position), g.id
FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id
JOIN search_meetings s ON s.meeting_id = t.meeting_id;

CREATE VIEW search_text (id, text) AS
SELECT s.id, g.text FROM search_turns s JOIN transcript_segments g ON g.id = s.segment_id;

-- Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan. The two spaces let the last character begin three characters, too.
CREATE VIEW search_unspaced_text (id, text) AS
SELECT id, text || '  ' FROM search_text
WHERE text GLOB '*[⺀-〿぀-ヿ㐀-鿿ｦ-ﾟ𠀀-𿿽฀-๿຀-໿ༀ-࿿က-႟ក-៿]*';

CREATE VIEW search_about_text (id, title, notes) AS
SELECT s.id, coalesce(m.title, ''),
  coalesce((SELECT group_concat(n.content, char(10) ORDER BY n.created_at, n.id) FROM notes n
            WHERE n.subject_type = 'MEETING' AND n.subject_id = m.id), '')
FROM search_meetings s JOIN meetings m ON m.id = s.meeting_id;

-- Marks that stand for vowels in the scripts of India are parts of words.
CREATE VIRTUAL TABLE search_words USING fts5 (
  text, content = 'search_text', content_rowid = 'id', prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE VIRTUAL TABLE search_unspaced USING fts5 (
  text, content = 'search_unspaced_text', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE VIRTUAL TABLE search_unspaced_terms USING fts5vocab (search_unspaced, 'row');
-- Titles and notes of meetings: any part of a word is found.
CREATE VIRTUAL TABLE search_about USING fts5 (title, notes, tokenize = 'trigram remove_diacritics 1');

-- What is removed is removed from the pages of the index, and not only marked.
INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);
INSERT INTO search_unspaced (search_unspaced, rank) VALUES ('secure-delete', 1);
INSERT INTO search_about (search_about, rank) VALUES ('secure-delete', 1);

INSERT INTO search_words (search_words) VALUES ('rebuild');
INSERT INTO search_unspaced (search_unspaced) VALUES ('rebuild');
INSERT INTO search_about (rowid, title, notes) SELECT id, title, notes FROM search_about_text;

CREATE TRIGGER search_meetings_come AFTER INSERT ON meetings
BEGIN
  INSERT INTO search_meetings (meeting_id) VALUES (NEW.id);
END;

CREATE TRIGGER search_meetings_inserted AFTER INSERT ON search_meetings
BEGIN
  INSERT INTO search_about (rowid, title, notes) SELECT id, title, notes FROM search_about_text WHERE id = NEW.id;
END;

-- The row of search_meetings goes with its meeting.
CREATE TRIGGER search_meetings_deleted AFTER DELETE ON search_meetings
BEGIN
  DELETE FROM search_about WHERE rowid = OLD.id;
END;

CREATE TRIGGER search_titles_updated AFTER UPDATE OF title ON meetings WHEN NEW.title IS NOT OLD.title
BEGIN
  UPDATE search_about SET title = coalesce(NEW.title, '')
  WHERE rowid = (SELECT id FROM search_meetings WHERE meeting_id = NEW.id);
END;

CREATE TRIGGER search_notes_inserted AFTER INSERT ON notes WHEN NEW.subject_type = 'MEETING'
BEGIN
  UPDATE search_about SET notes = (SELECT notes FROM search_about_text a WHERE a.id = search_about.rowid)
  WHERE rowid = (SELECT id FROM search_meetings WHERE meeting_id = NEW.subject_id);
END;

CREATE TRIGGER search_notes_updated AFTER UPDATE OF content ON notes WHEN NEW.subject_type = 'MEETING'
BEGIN
  UPDATE search_about SET notes = (SELECT notes FROM search_about_text a WHERE a.id = search_about.rowid)
  WHERE rowid = (SELECT id FROM search_meetings WHERE meeting_id = NEW.subject_id);
END;

CREATE TRIGGER search_notes_deleted AFTER DELETE ON notes WHEN OLD.subject_type = 'MEETING'
BEGIN
  UPDATE search_about SET notes = (SELECT notes FROM search_about_text a WHERE a.id = search_about.rowid)
  WHERE rowid = (SELECT id FROM search_meetings WHERE meeting_id = OLD.subject_id);
END;

-- A turn is indexed while it has a key here. When rows are put back, a turn may come before its transcription.
CREATE TRIGGER search_turns_come AFTER INSERT ON transcript_segments
BEGIN
  INSERT INTO search_turns (id, segment_id)
  SELECT coalesce((SELECT max(id) FROM search_turns WHERE id BETWEEN s.id << 20 AND (s.id + 1 << 20) - 1), s.id << 20) + 1,
         NEW.id
  FROM transcriptions t JOIN search_meetings s ON s.meeting_id = t.meeting_id WHERE t.id = NEW.transcription_id;
END;

CREATE TRIGGER search_turns_of_transcription AFTER INSERT ON transcriptions
BEGIN
  INSERT INTO search_turns (id, segment_id)
  SELECT (s.id << 20) + coalesce((SELECT max(id) & 0xfffff FROM search_turns
                                  WHERE id BETWEEN s.id << 20 AND (s.id + 1 << 20) - 1), 0)
         + row_number() OVER (ORDER BY g.position), g.id
  FROM transcript_segments g JOIN search_meetings s ON s.meeting_id = NEW.meeting_id WHERE g.transcription_id = NEW.id;
END;

CREATE TRIGGER search_turns_of_meeting AFTER INSERT ON search_meetings
BEGIN
  INSERT INTO search_turns (id, segment_id)
  SELECT (NEW.id << 20) + row_number() OVER (ORDER BY g.transcription_id, g.position), g.id
  FROM transcriptions t JOIN transcript_segments g ON g.transcription_id = t.id WHERE t.meeting_id = NEW.meeting_id;
END;

CREATE TRIGGER search_turns_go BEFORE DELETE ON transcript_segments
BEGIN
  DELETE FROM search_turns WHERE segment_id = OLD.id;
END;

CREATE TRIGGER search_turns_inserted AFTER INSERT ON search_turns
BEGIN
  INSERT INTO search_words (rowid, text) SELECT id, text FROM search_text WHERE id = NEW.id;
  INSERT INTO search_unspaced (rowid, text) SELECT id, text FROM search_unspaced_text WHERE id = NEW.id;
END;

-- An index must be told what it knew: so the old text leaves it while the row still has it.
CREATE TRIGGER search_turns_deleted BEFORE DELETE ON search_turns
BEGIN
  INSERT INTO search_words (search_words, rowid, text) SELECT 'delete', id, text FROM search_text WHERE id = OLD.id;
  INSERT INTO search_unspaced (search_unspaced, rowid, text)
  SELECT 'delete', id, text FROM search_unspaced_text WHERE id = OLD.id;
END;

CREATE TRIGGER search_turns_leave BEFORE UPDATE OF text ON transcript_segments WHEN NEW.text <> OLD.text
BEGIN
  INSERT INTO search_words (search_words, rowid, text) SELECT 'delete', id, text FROM search_text
  WHERE id = (SELECT id FROM search_turns WHERE segment_id = OLD.id);
  INSERT INTO search_unspaced (search_unspaced, rowid, text) SELECT 'delete', id, text FROM search_unspaced_text
  WHERE id = (SELECT id FROM search_turns WHERE segment_id = OLD.id);
END;

CREATE TRIGGER search_turns_enter AFTER UPDATE OF text ON transcript_segments WHEN NEW.text <> OLD.text
BEGIN
  INSERT INTO search_words (rowid, text) SELECT id, text FROM search_text
  WHERE id = (SELECT id FROM search_turns WHERE segment_id = NEW.id);
  INSERT INTO search_unspaced (rowid, text) SELECT id, text FROM search_unspaced_text
  WHERE id = (SELECT id FROM search_turns WHERE segment_id = NEW.id);
END;
