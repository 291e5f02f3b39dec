-- Why: to try the export to mina on an empty database, and to test it. These are the tables that mina's own document of
-- its schema names; mina's live database is made by its own migrations and is never altered by scribe.
--
-- Names, widths, defaults, keys and indexes are the document's. Where it lists the values of a column, a CHECK has them.
-- It names no deletion rule, so there is none. DateTime of SQLAlchemy is a timestamp without a zone: UTC.

CREATE TABLE workspace (
  id         serial PRIMARY KEY,
  name       varchar(128) NOT NULL,
  slug       varchar(64) NOT NULL UNIQUE,
  settings   json DEFAULT '{}',
  created_at timestamp DEFAULT now()
);

CREATE TABLE "user" (
  id            serial PRIMARY KEY,
  username      varchar(64) NOT NULL UNIQUE,
  email         varchar(120) NOT NULL UNIQUE,
  password_hash varchar(256),
  workspace_id  integer REFERENCES workspace (id),
  role          varchar(20) DEFAULT 'member' CHECK (role IN ('admin', 'organizer', 'member')),
  is_active     boolean DEFAULT true,
  created_at    timestamp DEFAULT now()
);

CREATE INDEX ix_user_workspace_id ON "user" (workspace_id);

CREATE TABLE meeting (
  id              serial PRIMARY KEY,
  title           varchar(255) NOT NULL,
  description     text,
  status          varchar(20) DEFAULT 'draft'
                  CHECK (status IN ('draft', 'scheduled', 'live', 'completed', 'cancelled')),
  workspace_id    integer NOT NULL REFERENCES workspace (id),
  organizer_id    integer NOT NULL REFERENCES "user" (id),
  -- The external_id of a session, which may begin before or after the meeting is there: no foreign key.
  session_id      varchar(36) UNIQUE,
  scheduled_start timestamp,
  scheduled_end   timestamp,
  created_at      timestamp DEFAULT now(),
  updated_at      timestamp DEFAULT now()
);

CREATE INDEX ix_meeting_workspace_status_created ON meeting (workspace_id, status, created_at DESC);
CREATE INDEX ix_meeting_workspace_scheduled_start ON meeting (workspace_id, scheduled_start);
CREATE INDEX ix_meeting_organizer_id ON meeting (organizer_id);

CREATE TABLE session (
  id          serial PRIMARY KEY,
  external_id varchar(36) NOT NULL UNIQUE,
  status      varchar(20) DEFAULT 'pending'
              CHECK (status IN ('pending', 'recording', 'processing', 'completed', 'error')),
  user_id     integer REFERENCES "user" (id),
  language    varchar(10) DEFAULT 'en',
  vad_enabled boolean DEFAULT true,
  started_at  timestamp,
  ended_at    timestamp,
  created_at  timestamp DEFAULT now()
);

CREATE INDEX ix_session_user_id ON session (user_id);
CREATE INDEX ix_session_status_started ON session (status, started_at DESC);

CREATE TABLE segment (
  id         serial PRIMARY KEY,
  session_id integer NOT NULL REFERENCES session (id),
  text       text NOT NULL,
  confidence double precision CHECK (confidence BETWEEN 0 AND 1),
  start_ms   integer,
  end_ms     integer,
  speaker    varchar(50),
  language   varchar(10),
  kind       varchar(20) DEFAULT 'final' CHECK (kind IN ('interim', 'final', 'corrected')),
  created_at timestamp DEFAULT now()
);

CREATE INDEX ix_segment_session_start ON segment (session_id, start_ms);
CREATE INDEX ix_segment_kind ON segment (kind);

CREATE TABLE task (
  id                 serial PRIMARY KEY,
  title              varchar(255) NOT NULL,
  description        text,
  status             varchar(20) DEFAULT 'todo' CHECK (status IN ('todo', 'in_progress', 'completed', 'cancelled')),
  priority           varchar(20) DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'critical')),
  meeting_id         integer NOT NULL REFERENCES meeting (id),
  assigned_to_id     integer REFERENCES "user" (id),
  created_by_id      integer NOT NULL REFERENCES "user" (id),
  due_date           date,
  completed_at       timestamp,
  depends_on_task_id integer REFERENCES task (id),
  created_at         timestamp DEFAULT now(),
  updated_at         timestamp DEFAULT now()
);

CREATE INDEX ix_task_assigned_status_due ON task (assigned_to_id, status, due_date);
CREATE INDEX ix_task_meeting_status ON task (meeting_id, status);
CREATE INDEX ix_task_created_by_id ON task (created_by_id);
CREATE INDEX ix_task_depends_on_task_id ON task (depends_on_task_id);

CREATE TABLE participant (
  id         serial PRIMARY KEY,
  meeting_id integer NOT NULL REFERENCES meeting (id),
  user_id    integer NOT NULL REFERENCES "user" (id),
  role       varchar(20) DEFAULT 'participant' CHECK (role IN ('organizer', 'presenter', 'participant')),
  status     varchar(20) DEFAULT 'invited' CHECK (status IN ('invited', 'accepted', 'declined', 'attended')),
  joined_at  timestamp,
  left_at    timestamp,
  created_at timestamp DEFAULT now(),
  UNIQUE (meeting_id, user_id)
);

CREATE INDEX ix_participant_user_id ON participant (user_id);

CREATE TABLE analytics (
  id                          serial PRIMARY KEY,
  meeting_id                  integer UNIQUE REFERENCES meeting (id),
  analysis_status             varchar(20) DEFAULT 'pending'
                              CHECK (analysis_status IN ('pending', 'processing', 'completed', 'error')),
  meeting_effectiveness_score double precision CHECK (meeting_effectiveness_score BETWEEN 0 AND 1),
  overall_engagement_score    double precision CHECK (overall_engagement_score BETWEEN 0 AND 1),
  overall_sentiment_score     double precision CHECK (overall_sentiment_score BETWEEN 0 AND 1),
  key_topics                  json,
  action_items_summary        json,
  decisions_made              json,
  created_at                  timestamp DEFAULT now(),
  updated_at                  timestamp DEFAULT now()
);

CREATE INDEX ix_analytics_status_created ON analytics (analysis_status, created_at DESC);

CREATE TABLE marker (
  id          serial PRIMARY KEY,
  session_id  varchar(36) NOT NULL,                            -- the external_id of the session
  user_id     integer NOT NULL REFERENCES "user" (id),
  type        varchar(20) NOT NULL CHECK (type IN ('decision', 'todo', 'risk', 'question')),
  content     text NOT NULL,
  "timestamp" integer,                                         -- milliseconds from the start
  speaker     varchar(50),
  created_at  timestamp DEFAULT now()
);

CREATE INDEX ix_marker_session_timestamp ON marker (session_id, "timestamp");
CREATE INDEX ix_marker_user_id ON marker (user_id);
