import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { at, begin, complete, countRows, enroll, makeRecording, newId, tempStore } from './fixture.js';

/** The six tables of "Task 3: Define Database Schema", as it names them. */
const seedTables: Record<string, readonly string[]> = {
  files: ['id', 'sha256', 'content_fp', 'mime', 'duration', 'size', 'owner', 'created_at'],
  meetings: ['id', 'file_id', 'status', 'language', 'started_at', 'finished_at'],
  speakers: ['id', 'meeting_id', 'cluster_id', 'user_profile_id', 'confidence'],
  user_profiles: ['id', 'display_name', 'embeddings', 'created_at'],
  artifacts: ['id', 'meeting_id', 'type', 's3_key', 'meta'],
  cache: ['key', 'value', 'ttl'],
};

/** Its indexes, by the column that they begin with. */
const seedIndexes: readonly (readonly [table: string, column: string])[] = [
  ['files', 'id'],
  ['meetings', 'id'],
  ['speakers', 'id'],
  ['user_profiles', 'id'],
  ['artifacts', 'id'],
  ['files', 'sha256'],
  ['files', 'content_fp'],
  ['meetings', 'file_id'],
  ['meetings', 'status'],
  ['speakers', 'meeting_id'],
  ['speakers', 'user_profile_id'],
  ['artifacts', 'meeting_id'],
];

/** What the other documents add. */
const addedTables: Record<string, readonly string[]> = {
  files: ['file_name', 'storage_path', 'companion_files', 'acoustic_fp', 'stream'],
  meetings: [
    'title',
    'description',
    'start_time',
    'end_time',
    'summary',
    'key_points',
    'source_type',
    'status_message',
    'direction',
    'contact_name',
    'contact_id',
    'phone_number',
    'organization',
    'created_at',
    'owner_id',
    'workspace_id',
    'room_id',
    'scheduled_start',
    'scheduled_end',
  ],
  users: [
    'id',
    'external_id',
    'username',
    'email',
    'name',
    'role',
    'is_active',
    'workspace_id',
    'profile_id',
    'created_at',
    'updated_at',
  ],
  workspaces: ['id', 'name', 'slug', 'settings', 'created_at'],
  rooms: ['id', 'owner_id', 'workspace_id', 'name', 'type', 'token', 'created_at'],
  speakers: ['candidates', 'centroid', 'centroid_model', 'centroid_dims', 'seconds_spoken'],
  user_profiles: [
    'role',
    'email',
    'company',
    'tags',
    'voice_model_status',
    'voice_confidence',
    'voice_vector',
    'consent_version',
    'consented_at',
    'sample_duration_seconds',
  ],
  artifacts: ['size', 'sha256'],
  voice_samples: [
    'id',
    'profile_id',
    'source_path',
    'source_meeting_id',
    'source_cluster_id',
    'model',
    'dims',
    'vector',
    'seconds',
    'quality',
    'revoked_at',
  ],
  transcriptions: ['id', 'meeting_id', 'status', 'status_message', 'created_at', 'updated_at'],
  transcription_status_history: ['id', 'transcription_id', 'status', 'status_message', 'created_at'],
  transcript_segments: [
    'id',
    'transcription_id',
    'text',
    'start_time',
    'end_time',
    'confidence',
    'is_final',
    'kind',
    'language',
    'speaker',
    'speaker_id',
    'feature_vector',
    'words',
  ],
  suppressed_segments: [
    'id',
    'transcription_id',
    'speaker_id',
    'speaker',
    'position',
    'text',
    'start_time',
    'end_time',
    'confidence',
    'language',
    'words',
    'reason',
    'detail',
    'evidence',
    'restored_at',
    'created_at',
  ],
  processing_events: [
    'id',
    'meeting_id',
    'stage',
    'status',
    'provider',
    'duration_ms',
    'error_code',
    'error_message',
    'created_at',
  ],
  tasks: [
    'id',
    'meeting_id',
    'title',
    'description',
    'status',
    'priority',
    'due_date',
    'owner_speaker_id',
    'owner_name',
    'source_segment_ids',
    'source_text',
    'sub_tasks',
    'depends_on',
    'user_id',
    'completed_at',
    'created_at',
    'updated_at',
  ],
  notes: ['id', 'user_id', 'content', 'subject_type', 'subject_id', 'tags', 'created_at', 'updated_at'],
  markers: ['id', 'user_id', 'meeting_id', 'type', 'content', 'timestamp', 'speaker', 'created_at'],
  participants: [
    'id',
    'meeting_id',
    'user_profile_id',
    'name',
    'email',
    'role',
    'status',
    'joined_at',
    'left_at',
    'created_at',
  ],
  analytics: [
    'id',
    'meeting_id',
    'analysis_status',
    'meeting_effectiveness_score',
    'overall_engagement_score',
    'overall_sentiment_score',
    'key_topics',
    'action_items_summary',
    'decisions_made',
    'created_at',
    'updated_at',
  ],
  ai_threads: ['id', 'user_id', 'context_type', 'context_id', 'created_at'],
  chat_messages: ['id', 'thread_id', 'role', 'content', 'tool_calls', 'created_at'],
  turn_metrics: [
    'id',
    'turn_number',
    'input_tokens',
    'output_tokens',
    'cached_tokens',
    'latency_ms',
    'classification',
    'timestamp',
  ],
};

const columnsOf = (store: Store, table: string) =>
  (store.db.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);

describe('the schema', () => {
  it.each(Object.entries(seedTables))('has every column of the seed in %s', (table, columns) => {
    expect(columnsOf(tempStore(), table)).toEqual(expect.arrayContaining([...columns]));
  });

  it.each(Object.entries(addedTables))('has what was added to %s', (table, columns) => {
    expect(columnsOf(tempStore(), table)).toEqual(expect.arrayContaining([...columns]));
  });

  it.each(seedIndexes)('has an index on %s.%s', (table, column) => {
    const store = tempStore();
    const indexes = store.db.pragma(`index_list(${table})`) as { name: string }[];
    const leading = indexes.map(
      ({ name }) => (store.db.pragma(`index_info(${name})`) as { name: string }[])[0].name,
    );
    expect(leading).toContain(column);
  });

  it('is strict in every table, and checks its foreign keys', () => {
    const store = tempStore();
    const tables = store.db.pragma('table_list') as {
      name: string;
      schema: string;
      type: string;
      strict: number;
    }[];
    const ours = tables.filter(
      (t) => t.schema === 'main' && t.type === 'table' && !t.name.startsWith('sqlite_'),
    );
    expect(ours.length).toBeGreaterThan(19);
    expect(ours.filter((t) => t.strict !== 1)).toEqual([]);
    expect(store.db.pragma('foreign_keys', { simple: true })).toBe(1);
  });
});

describe('users, workspaces and rooms', () => {
  const insertUser = (store: Store, externalId: string): string => {
    const id = newId();
    store
      .sql('INSERT INTO users (id, external_id, created_at, updated_at) VALUES (?, ?, ?, ?)')
      .run(id, externalId, at(1), at(1));
    return id;
  };

  it('has one user from the beginning, the same in every store', () => {
    const [one, other] = [tempStore(), tempStore()].map((store) => store.sql('SELECT * FROM users').all());
    expect(one).toEqual(other);
    expect(one).toMatchObject([
      {
        id: '00000000-0000-7000-8000-000000000001',
        external_id: 'local',
        username: 'local',
        email: 'local@localhost',
        role: 'member',
        is_active: 1,
      },
    ]);
  });

  it('refuses a second user of the same external id', () => {
    const store = tempStore();
    insertUser(store, 'auth0|1');
    expect(() => insertUser(store, 'auth0|1')).toThrow(/UNIQUE/);
  });

  it('lets meetings and files outlive whom and where they name', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const [workspaceId, roomId] = [newId(), newId()];
    const userId = insertUser(store, 'maya');
    store.sql("INSERT INTO workspaces VALUES (?, 'Sales', 'sales', '{}', ?)").run(workspaceId, at(1));
    store
      .sql("INSERT INTO rooms VALUES (?, ?, ?, 'Blue', 'meeting', 'tok', ?)")
      .run(roomId, userId, workspaceId, at(1));
    store
      .sql('UPDATE meetings SET owner_id = ?, workspace_id = ?, room_id = ? WHERE id = ?')
      .run(userId, workspaceId, roomId, meetingId);
    store.sql('UPDATE files SET owner = ?').run(userId);
    store.sql('DELETE FROM users WHERE id = ?').run(userId);
    store.sql('DELETE FROM workspaces').run();
    expect(store.sql('SELECT owner_id AS owner, workspace_id AS workspace FROM rooms').all()).toEqual([
      { owner: null, workspace: null },
    ]);
    store.sql('DELETE FROM rooms').run();
    expect(
      store.sql('SELECT owner_id AS owner, workspace_id AS workspace, room_id AS room FROM meetings').all(),
    ).toEqual([{ owner: null, workspace: null, room: null }]);
    expect(store.sql('SELECT owner FROM files').all()).toEqual([{ owner: null }]);
  });

  it('refuses a file of a user who is not there', () => {
    const store = tempStore();
    begin(store, makeRecording('a.ogg'));
    expect(() => store.sql('UPDATE files SET owner = ?').run(newId())).toThrow(
      'the owner of a file is a user',
    );
  });
});

describe('meetings.status', () => {
  const statuses = ['pending', 'processing', 'completed', 'failed'] as const;
  const allowed = new Set(['pending>processing', 'processing>completed', 'processing>failed']);

  /** Moves a fresh meeting to a status, by the allowed ways, with plain SQL. */
  function meetingIn(store: Store, status: string): string {
    const id = newId();
    const insert = 'INSERT INTO meetings (id, status, title) VALUES (?, ?, ?)';
    store.sql(insert).run(id, 'pending', 'x');
    if (status !== 'pending') store.sql("UPDATE meetings SET status = 'processing' WHERE id = ?").run(id);
    if (status === 'completed' || status === 'failed')
      store.sql('UPDATE meetings SET status = ?, finished_at = ? WHERE id = ?').run(status, at(1), id);
    return id;
  }

  const moves = statuses.flatMap((from) =>
    statuses.filter((to) => to !== from).map((to) => [from, to] as const),
  );

  it.each(moves)('%s -> %s', (from, to) => {
    const store = tempStore();
    const id = meetingIn(store, from);
    const finishedAt = to === 'completed' || to === 'failed' ? at(2) : null;
    const move = () =>
      store.sql('UPDATE meetings SET status = ?, finished_at = ? WHERE id = ?').run(to, finishedAt, id);
    if (allowed.has(`${from}>${to}`)) expect(move().changes).toBe(1);
    else expect(move).toThrow('a meeting moves pending -> processing -> completed | failed and nowhere else');
  });

  it.each(['processing', 'completed', 'failed'])('does not begin as %s', (status) => {
    const store = tempStore();
    const finishedAt = status === 'processing' ? null : at(1);
    const insert = () =>
      store
        .sql("INSERT INTO meetings (id, status, title, finished_at) VALUES (?, ?, 'x', ?)")
        .run(newId(), status, finishedAt);
    expect(insert).toThrow('a meeting begins as pending');
  });

  it('knows no other word', () => {
    const store = tempStore();
    const id = meetingIn(store, 'processing');
    expect(() => store.sql("UPDATE meetings SET status = 'done' WHERE id = ?").run(id)).toThrow();
  });
});

describe('checks', () => {
  it.each([
    ['a time without Z', `UPDATE meetings SET created_at = '2026-01-01 10:00:00'`],
    ['broken JSON', `UPDATE meetings SET key_points = '[1,'`],
    ['an end before the start', 'UPDATE transcript_segments SET end_time = start_time - 1'],
    ['a passage without a reason', `UPDATE suppressed_segments SET reason = ''`],
    ['a passage restored at no moment', `UPDATE suppressed_segments SET restored_at = 'yes'`],
    ['a vector of another width', 'UPDATE speakers SET centroid_dims = 7'],
    ['text for a number', `UPDATE files SET size = 'big'`],
    [
      'a voice without consent',
      `UPDATE user_profiles SET consent_version = NULL, consented_at = NULL, voice_vector =
      x'00000000', voice_model = 'm', voice_dims = 1, embeddings = '[0]'`,
    ],
    ['a meeting that ended and goes on', 'UPDATE meetings SET finished_at = NULL'],
    [
      'a meeting planned to end before it begins',
      `UPDATE meetings SET scheduled_start = '2026-01-05T10:00:00.000Z', scheduled_end = '2026-01-05T09:00:00.000Z'`,
    ],
    [
      'a participant who is nobody',
      `INSERT INTO participants (id, meeting_id, created_at)
       SELECT id, id, '2026-01-05T10:00:00.000Z' FROM meetings`,
    ],
  ])('refuse %s', (_what, sql) => {
    const store = tempStore();
    complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    expect(() => store.db.exec(sql)).toThrow();
  });

  it('refuse a sample of a voice without consent', () => {
    const store = tempStore();
    const id = newId();
    store.sql("INSERT INTO user_profiles (id, display_name, name_key) VALUES (?, 'Tom', 'tom')").run(id);
    const insert = () =>
      store
        .sql(
          `INSERT INTO voice_samples (id, profile_id, source_path, model, dims, vector, seconds, created_at)
           VALUES (?, ?, 'x.wav', 'm', 1, x'0000803f', 3, ?)`,
        )
        .run(newId(), id, at(1));
    expect(insert).toThrow('a voice is kept only with consent');
  });
});

describe('deleting', () => {
  it('a meeting takes along everything that it owns, and nothing else', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    complete(store, makeRecording('b.ogg'), maya, { minute: 5 });
    const owned = fillEverything(store, meetingId, maya.id);
    for (const table of owned) expect(countRows(store, table), table).toBeGreaterThan(0);
    const kept = ['speakers', 'transcriptions', 'transcript_segments', 'artifacts', 'analytics'];
    const before = kept.map((table) => countRows(store, table));

    store.sql('DELETE FROM meetings WHERE id = ?').run(meetingId);

    for (const table of owned) expect(countRows(store, table), table).toBe(0);
    expect(kept.map((table) => countRows(store, table))).toEqual(before.map((n) => n / 2));
    expect(countRows(store, 'user_profiles')).toBe(1);
    expect(store.db.pragma('foreign_key_check')).toEqual([]);
  });

  it('a profile leaves its speakers unnamed and its notes nowhere', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    store
      .sql(`INSERT INTO notes (id, content, subject_type, subject_id, created_at, updated_at)
            VALUES (?, 'likes tea', 'PERSON', ?, ?, ?)`)
      .run(newId(), maya.id, at(1), at(1));
    store.sql('DELETE FROM user_profiles WHERE id = ?').run(maya.id);
    const rows = store
      .sql<{ profile: string | null }>('SELECT user_profile_id AS profile FROM speakers WHERE meeting_id = ?')
      .all(meetingId);
    expect(rows).toEqual([{ profile: null }, { profile: null }]);
    expect(countRows(store, 'notes')).toBe(0);
  });

  it('a file is refused while a meeting is made from it', () => {
    const store = tempStore();
    begin(store, makeRecording('a.ogg'));
    expect(() => store.db.exec('DELETE FROM files')).toThrow(/FOREIGN KEY/);
  });
});

/** A row in each table that only one meeting has rows in. @returns those tables. */
function fillEverything(store: Store, meetingId: string, profileId: string): readonly string[] {
  const now = at(3);
  const thread = newId();
  const add = (sql: string, ...values: unknown[]) => store.sql(sql).run(...values);
  add(
    'INSERT INTO tasks (id, meeting_id, title, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
    newId(),
    meetingId,
    'call',
    now,
    now,
  );
  add(
    `INSERT INTO notes (id, content, subject_type, subject_id, created_at, updated_at) VALUES (?, ?, 'MEETING', ?, ?, ?)`,
    newId(),
    'n',
    meetingId,
    now,
    now,
  );
  add(
    `INSERT INTO markers (id, meeting_id, type, content, timestamp, created_at) VALUES (?, ?, 'risk', 'x', 1500, ?)`,
    newId(),
    meetingId,
    now,
  );
  add(
    'INSERT INTO participants (id, meeting_id, user_profile_id, created_at) VALUES (?, ?, ?, ?)',
    newId(),
    meetingId,
    profileId,
    now,
  );
  add(
    `INSERT INTO processing_events (id, meeting_id, stage, status, created_at) VALUES (?, ?, 'decode', 'STARTED', ?)`,
    newId(),
    meetingId,
    now,
  );
  add(
    `INSERT INTO ai_threads (id, context_type, context_id, created_at) VALUES (?, 'MEETING', ?, ?)`,
    thread,
    meetingId,
    now,
  );
  add(
    `INSERT INTO chat_messages (id, thread_id, role, content, created_at) VALUES (?, ?, 'user', 'hi', ?)`,
    newId(),
    thread,
    now,
  );
  add(
    'INSERT INTO turn_metrics (id, thread_id, turn_number, timestamp) VALUES (?, ?, 1, ?)',
    newId(),
    thread,
    now,
  );
  return [
    'tasks',
    'notes',
    'markers',
    'participants',
    'processing_events',
    'ai_threads',
    'chat_messages',
    'turn_metrics',
  ];
}
