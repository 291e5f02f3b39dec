import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSchemaFiles } from '../../src/export/schema-files.js';
import { at, tempStore } from '../store/fixture.js';
import { type PostgresServer, startPostgres } from './server.js';

/** Both stores, as somebody who writes SQL sees them. */
interface Database {
  run(sql: string): Promise<void>;
  count(table: string): Promise<number>;
}

const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const [meeting, other, person, nobody] = [id(0xa1), id(0xa2), id(0xb1), id(0xff)];
const now = at(1);

/** A meeting with a transcription that began, another meeting, and a person who agreed. */
const setUp = [
  `INSERT INTO meetings (id, title, status) VALUES ('${meeting}', 'x', 'pending'), ('${other}', 'y', 'pending')`,
  `INSERT INTO user_profiles (id, display_name, name_key, consent_version, consented_at)
   VALUES ('${person}', 'Maya', 'maya', '1', '${now}')`,
  `INSERT INTO transcriptions (id, meeting_id, created_at, updated_at) VALUES ('${id(1)}', '${meeting}', '${now}', '${now}')`,
  `INSERT INTO transcription_status_history (id, transcription_id, status, created_at)
   VALUES ('${id(2)}', '${id(1)}', 'pending', '${now}')`,
];

const note = (n: number, type: string, subject: string) =>
  `INSERT INTO notes (id, content, subject_type, subject_id, created_at, updated_at)
   VALUES ('${id(n)}', 'x', '${type}', '${subject}', '${now}', '${now}')`;
const thread = (n: number, type: string, subject: string) =>
  `INSERT INTO ai_threads (id, context_type, context_id, created_at) VALUES ('${id(n)}', '${type}', '${subject}', '${now}')`;
const task = (n: number, columns = '', values = '') =>
  `INSERT INTO tasks (id, meeting_id, title, created_at, updated_at${columns})
   VALUES ('${id(n)}', '${meeting}', 'x', '${now}', '${now}'${values})`;

/** What each is refused with; null: it is taken. They are run one after the other. */
const rules: readonly (readonly [sql: string, refusal: string | null])[] = [
  [note(10, 'MEETING', nobody), 'a note is about a meeting or a person who is there'],
  [note(10, 'PERSON', meeting), 'a note is about a meeting or a person who is there'],
  [note(10, 'MEETING', meeting), null],
  [note(11, 'PERSON', person), null],
  [`UPDATE notes SET subject_id = '${nobody}'`, 'a note is about a meeting or a person who is there'],
  [thread(12, 'PERSON', nobody), 'a thread is about a meeting or a person who is there'],
  [thread(12, 'PERSON', person), null],
  [thread(13, 'MEETING', meeting), null],
  [`UPDATE ai_threads SET context_id = '${nobody}'`, 'a thread is about a meeting or a person who is there'],
  [task(20), null],
  [task(21, ', depends_on', `, '${id(20)}'`), null],
  [task(22, ', depends_on', `, '${id(22)}'`), 'a task cannot wait for itself, not even through others'],
  [
    `UPDATE tasks SET depends_on = '${id(21)}' WHERE id = '${id(20)}'`,
    'a task cannot wait for itself, not even through others',
  ],
  [task(23, ', sub_tasks', `, '{}'`), 'a task has lists of sub-tasks and sources'],
  [task(23, ', status', `, 'completed'`), 'a moment of completion when it is completed'],
  [task(23, ', completed_at', `, '${now}'`), 'a moment of completion when it is completed'],
  [
    `UPDATE transcriptions SET status = 'transcribing'`,
    'every status of a transcription stands in its history',
  ],
  [
    `INSERT INTO transcription_status_history (id, transcription_id, status, created_at)
     VALUES ('${id(3)}', '${id(1)}', 'transcribing', '${at(2)}')`,
    null,
  ],
  [
    `UPDATE transcriptions SET status = 'transcribing'`,
    'every status of a transcription stands in its history',
  ],
  [`UPDATE transcriptions SET status = 'transcribing', updated_at = '${at(2)}'`, null],
  [
    `UPDATE transcription_status_history SET status_message = 'x'`,
    'the history of a transcription is not rewritten',
  ],
  [
    `INSERT INTO participants (id, meeting_id, role, created_at) VALUES ('${id(30)}', '${meeting}', 'participant', '${now}')`,
    'CHECK|check constraint',
  ],
  [
    `INSERT INTO speakers (id, meeting_id, cluster_id, position, centroid_model, centroid_dims, user_profile_id, label_source)
     VALUES ('${id(40)}', '${meeting}', 'S1', 0, 'm', 1, '${person}', 'confirmed')`,
    null,
  ],
];

/** A sample of a voice, as each store writes a vector. */
const sample = (vector: string) =>
  `INSERT INTO voice_samples (id, profile_id, source_path, model, dims, vector, seconds, created_at)
   VALUES ('${id(50)}', '${person}', 'x.wav', 'm', 1, ${vector}, 3, '${now}')`;
const centroid = (vector: string) =>
  `INSERT INTO voice_centroids (profile_id, model, dims, vector) VALUES ('${person}', 'm', 1, ${vector})`;
const withdraw = 'UPDATE user_profiles SET consent_version = NULL, consented_at = NULL';
const agree = `UPDATE user_profiles SET consent_version = '1', consented_at = '${now}'`;

async function holds(database: Database, vector: string): Promise<void> {
  for (const sql of setUp) await database.run(sql);
  const voices: typeof rules = [
    [withdraw, null],
    [sample(vector), 'a voice is kept only with consent'],
    [centroid(vector), 'a voice is kept only with consent'],
    [agree, null],
    [sample(vector), null],
    [centroid(vector), null],
    [withdraw, 'a voice is kept only with consent'],
  ];
  for (const [sql, refusal] of [...rules, ...voices])
    if (refusal === null) await database.run(sql);
    else await expect(database.run(sql), sql).rejects.toThrow(new RegExp(refusal));
  await database.run(`DELETE FROM user_profiles WHERE id = '${person}'`);
  expect(await database.count(`speakers WHERE label_source = 'automatic' AND user_profile_id IS NULL`)).toBe(
    1,
  );
  expect(await database.count('voice_samples')).toBe(0);
  expect([await database.count('notes'), await database.count('ai_threads')]).toEqual([1, 1]);
  await database.run(`DELETE FROM meetings WHERE id = '${meeting}'`);
  for (const table of ['notes', 'ai_threads', 'tasks', 'transcription_status_history', 'speakers'])
    expect(await database.count(table), table).toBe(0);
  // An operation that is about two meetings stays until both are gone.
  await database.run(
    `INSERT INTO operations (id, kind, summary, created_at) VALUES ('${id(60)}', 'x', 'x', '${now}')`,
  );
  await database.run(
    `INSERT INTO operation_changes (operation_id, position, table_name, row_key, meeting_id)
     VALUES ('${id(60)}', 0, 'meetings', '["a"]', '${other}')`,
  );
  await database.run(`DELETE FROM meetings WHERE id = '${other}'`);
  expect(await database.count('operations')).toBe(0);
}

describe('rules that no constraint says', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it('hold in SQLite', async () => {
    const store = tempStore();
    await holds(
      {
        run: async (sql) => void store.db.exec(sql),
        count: async (table) => store.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!,
      },
      "x'0000803f'",
    );
  });

  it('hold in Postgres', async () => {
    const client = new pg.Client({ connectionString: await server.createDatabase() });
    await client.connect();
    for (const { sql } of readSchemaFiles('core')) await client.query(sql);
    await holds(
      {
        run: async (sql) => void (await client.query(sql)),
        count: async (table) => {
          const { rows } = await client.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${table}`);
          return rows[0].n;
        },
      },
      "'{1}'",
    );
    await client.end();
  });
});
