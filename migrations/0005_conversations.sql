-- Why: questions about a meeting or a person, asked of a language model on this machine, with what each answer cost.

CREATE TABLE ai_threads (
  id           TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  context_type TEXT NOT NULL CHECK (context_type IN ('PERSON', 'MEETING')),
  context_id   TEXT NOT NULL CHECK (length(context_id) = 36),
  created_at   TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_ai_threads_context ON ai_threads (context_type, context_id);

CREATE TRIGGER ai_threads_go_with_meeting AFTER DELETE ON meetings
BEGIN
  DELETE FROM ai_threads WHERE context_type = 'MEETING' AND context_id = OLD.id;
END;

CREATE TRIGGER ai_threads_go_with_person AFTER DELETE ON user_profiles
BEGIN
  DELETE FROM ai_threads WHERE context_type = 'PERSON' AND context_id = OLD.id;
END;

CREATE TABLE chat_messages (
  id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  thread_id  TEXT NOT NULL REFERENCES ai_threads (id) ON DELETE CASCADE,
  role       TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
  content    TEXT NOT NULL,
  tool_calls TEXT CHECK (json_valid(tool_calls)),
  created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??*Z')
) STRICT;

CREATE INDEX idx_chat_messages_thread_id ON chat_messages (thread_id, created_at);

CREATE TABLE turn_metrics (
  id             TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  thread_id      TEXT NOT NULL REFERENCES ai_threads (id) ON DELETE CASCADE,
  turn_number    INTEGER NOT NULL CHECK (turn_number >= 0),
  input_tokens   INTEGER CHECK (input_tokens >= 0),
  output_tokens  INTEGER CHECK (output_tokens >= 0),
  cached_tokens  INTEGER CHECK (cached_tokens >= 0),
  latency_ms     INTEGER CHECK (latency_ms >= 0),
  classification TEXT,
  timestamp      TEXT NOT NULL CHECK (timestamp GLOB '????-??-??T??:??:??*Z'),
  UNIQUE (thread_id, turn_number)
) STRICT;
