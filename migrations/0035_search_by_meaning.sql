-- Why: who looks for a thought seldom knows its words. The text of a turn, as a vector of a text embedding model, is near
-- the vectors of texts that mean the same. All of this is derived from the transcripts, and belongs to this store alone.

-- Vectors by the key of the turn (search_turns), in steps of 1/127 of the largest number: their angles are all that counts.
CREATE TABLE search_vectors (
  id     INTEGER PRIMARY KEY NOT NULL,
  model  TEXT NOT NULL,
  dims   INTEGER NOT NULL,
  vector BLOB NOT NULL CHECK (length(vector) = dims)
) STRICT;

-- The signs of the vectors of 64 meetings, to be compared at once: half a million rows cannot be read in time. A row that
-- is missing is made of the vectors.
CREATE TABLE search_codes (
  id    INTEGER PRIMARY KEY NOT NULL,                         -- search_vectors.id / 2^26
  model TEXT NOT NULL,
  keys  BLOB NOT NULL,                                        -- of the turns: doubles
  codes BLOB NOT NULL
) STRICT;

-- Turns without a vector.
CREATE TABLE search_waiting (
  id INTEGER PRIMARY KEY NOT NULL
) STRICT;

INSERT INTO search_waiting (id) SELECT id FROM search_turns;

CREATE TRIGGER search_turns_wait AFTER INSERT ON search_turns
BEGIN
  INSERT INTO search_waiting (id) VALUES (NEW.id);
END;

CREATE TRIGGER search_turns_gone AFTER DELETE ON search_turns
BEGIN
  DELETE FROM search_vectors WHERE id = OLD.id;
  DELETE FROM search_waiting WHERE id = OLD.id;
END;

CREATE TRIGGER search_turns_changed AFTER UPDATE OF text ON transcript_segments WHEN NEW.text <> OLD.text
BEGIN
  DELETE FROM search_vectors WHERE id = (SELECT id FROM search_turns WHERE segment_id = NEW.id);
END;

CREATE TRIGGER search_vectors_come AFTER INSERT ON search_vectors
BEGIN
  DELETE FROM search_waiting WHERE id = NEW.id;
  DELETE FROM search_codes WHERE id = NEW.id >> 26;
END;

CREATE TRIGGER search_vectors_go AFTER DELETE ON search_vectors
BEGIN
  INSERT OR IGNORE INTO search_waiting (id) SELECT id FROM search_turns WHERE id = OLD.id;
  DELETE FROM search_codes WHERE id = OLD.id >> 26;
END;
