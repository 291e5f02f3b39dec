-- Why: corrections, the vocabulary, what follows from a meeting with the turns behind it, and texts in English are sent
-- with the rest.

INSERT INTO schema_migrations (version, name) VALUES (2, 'edits_and_insights');

-- What a person corrected in a transcript, in the order in which that was done.
CREATE TABLE edits (
  id         UUID PRIMARY KEY,
  meeting_id UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  position   INTEGER NOT NULL CHECK (position >= 0),
  kind       TEXT NOT NULL CHECK (kind IN ('text', 'speaker', 'split', 'merge')),
  origin     TEXT NOT NULL CHECK (origin IN ('person', 'replace', 'vocabulary', 'carried')),
  start_time DOUBLE PRECISION NOT NULL,                           -- seconds from the start: what was corrected
  end_time   DOUBLE PRECISION NOT NULL CHECK (end_time >= start_time),
  before     JSONB NOT NULL,                                      -- the turns as they were
  after      JSONB NOT NULL,                                      -- and as they became
  status     TEXT NOT NULL DEFAULT 'applied' CHECK (status IN ('applied', 'unfit')), -- unfit: a person has to look
  created_at TIMESTAMPTZ NOT NULL,
  UNIQUE (meeting_id, position)
);

CREATE TABLE vocabulary (
  id         UUID PRIMARY KEY,
  term       VARCHAR(255) NOT NULL UNIQUE CHECK (length(term) BETWEEN 1 AND 255),
  heard      JSONB NOT NULL DEFAULT '[]',                         -- what recognizers write for it
  language   VARCHAR(10) CHECK (length(language) BETWEEN 1 AND 10), -- NULL: any
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

-- Sentences that follow from a meeting, each with the turns behind it.
CREATE TABLE insights (
  id                 UUID PRIMARY KEY,
  meeting_id         UUID NOT NULL REFERENCES meetings (id) ON DELETE CASCADE DEFERRABLE,
  kind               TEXT NOT NULL CHECK (kind IN ('summary', 'key_point', 'chapter', 'topic')),
  position           INTEGER NOT NULL CHECK (position >= 0),
  content            TEXT NOT NULL,
  start_time         DOUBLE PRECISION,                            -- seconds from the start; NULL: no one moment
  end_time           DOUBLE PRECISION CHECK (end_time >= start_time),
  source_segment_ids JSONB NOT NULL DEFAULT '[]',
  origin             VARCHAR(255) NOT NULL CHECK (length(origin) BETWEEN 1 AND 255), -- extractive, llm:NAME or person
  created_at         TIMESTAMPTZ NOT NULL,
  UNIQUE (meeting_id, kind, position)
);

ALTER TABLE markers ADD COLUMN origin VARCHAR(255) NOT NULL DEFAULT 'person' CHECK (length(origin) BETWEEN 1 AND 255);
ALTER TABLE markers ADD COLUMN source_segment_ids JSONB NOT NULL DEFAULT '[]';
ALTER TABLE tasks ADD COLUMN origin VARCHAR(255) NOT NULL DEFAULT 'person' CHECK (length(origin) BETWEEN 1 AND 255);
ALTER TABLE transcript_segments ADD COLUMN translation TEXT;      -- in English; NULL: not translated
