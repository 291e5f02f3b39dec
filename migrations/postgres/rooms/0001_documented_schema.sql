-- Why: to try the export to rooms on an empty database, and to test it. These are the tables that its document draws and
-- lists; the live database is made by its server's own migrations and is never altered by scribe.
--
-- Names, types, primary, foreign and unique keys are the drawing's; a line from exactly one row makes a foreign key
-- NOT NULL. It names no width, default, index or deletion rule, so there is none. Its datetime is a timestamp without a
-- zone: UTC.

CREATE TABLE users (
  id         uuid PRIMARY KEY,
  email      varchar UNIQUE,
  name       varchar,
  _password  varchar,
  country    varchar,
  profession varchar,
  created_at timestamp
);

CREATE TABLE rooms (
  id       uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES users (id),
  name     varchar,
  type     varchar,
  token    varchar UNIQUE,
  host     varchar,
  cmd_port integer,
  viz_port integer
);

CREATE TABLE room_members (
  id      serial PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES rooms (id),
  user_id uuid NOT NULL REFERENCES users (id),
  role    varchar
);

CREATE TABLE messages (
  id         serial PRIMARY KEY,
  room_id    uuid NOT NULL REFERENCES rooms (id),
  user_id    uuid NOT NULL REFERENCES users (id),
  text       text,
  created_at timestamp
);

CREATE TABLE user_files (
  id              uuid PRIMARY KEY,
  owner_id        uuid NOT NULL REFERENCES users (id),
  original_name   varchar,
  size            bigint,
  companion_files json
);

CREATE TABLE room_data_refs (
  id       serial PRIMARY KEY,
  room_id  uuid NOT NULL REFERENCES rooms (id),
  file_id  uuid NOT NULL REFERENCES user_files (id),
  panel_id varchar
);

CREATE TABLE dashboard_panels (
  id      serial PRIMARY KEY,
  room_id uuid NOT NULL REFERENCES rooms (id),
  name    varchar,
  layout  json,
  config  json
);

CREATE TABLE api_keys (
  id        serial PRIMARY KEY,
  user_id   uuid NOT NULL REFERENCES users (id),
  key_hash  varchar,
  last_used timestamp
);

CREATE TABLE refresh_tokens (
  id         serial PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES users (id),
  token_hash varchar,
  expires_at timestamp
);

CREATE TABLE connection_logs (
  id         serial PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES users (id),
  ip_address varchar,
  action     varchar,
  created_at timestamp
);

CREATE TABLE licenses (
  id         serial PRIMARY KEY,
  owner_id   uuid NOT NULL REFERENCES users (id),
  key        varchar,
  tier       varchar,
  seats      integer,
  expires_at timestamp
);

-- The drawing has no line from users to license_seats: a seat may be free.
CREATE TABLE license_seats (
  id         serial PRIMARY KEY,
  license_id integer NOT NULL REFERENCES licenses (id),
  user_id    uuid REFERENCES users (id)
);

-- The document calls it "a separate state schema" and gives no name. Its tables are listed by their columns alone; the
-- types are those of the same columns in the main schema. Another service owns it, so no foreign key crosses over.
CREATE SCHEMA ai_state;

CREATE TABLE ai_state.turn_metrics_record (
  id             serial PRIMARY KEY,
  room_id        uuid,
  user_id        uuid,
  turn_number    integer,
  input_tokens   integer,
  output_tokens  integer,
  cached_tokens  integer,
  latency_ms     integer,
  classification varchar,
  "timestamp"    timestamp
);

CREATE TABLE ai_state.user_properties (
  id              serial PRIMARY KEY,
  user_id         uuid,
  tone            varchar,
  additional_info text
);
