import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPglite } from '../postgres/pglite.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { hasShared, shared } from '../shared.js';
import { createDocumentedTables, listColumns, listConstraints } from './documented-tables.js';

const document = hasShared ? readFileSync(shared('seeds', '000_ec62a4e989ae304c.txt'), 'utf8') : '';

interface DocumentedColumn {
  readonly table: string;
  readonly name: string;
  /** `UUID FK → people` */
  readonly type: string;
  readonly notes: string;
}

/** `name`, a line about it, then `id | UUID PK | |` for each column; the last of them lacks nothing but its final bar. */
const columns = [
  ...document.matchAll(
    /^(\w+)(?: \(.*\))?\n.+\n\| Column \| Type \| Notes \|\n\|---\|---\|---\|\n((?:.* \|.*\n)+)/gm,
  ),
].flatMap(([, table, rows]) =>
  rows
    .trim()
    .split('\n')
    .map((row): DocumentedColumn => {
      const [name, type, notes = ''] = row.split('|').map((cell) => cell.trim());
      return { table, name, type, notes };
    }),
);

const serverTypes: Readonly<Record<string, string>> = {
  UUID: 'uuid',
  TEXT: 'text',
  TIMESTAMPTZ: 'timestamp with time zone',
  DECIMAL: 'numeric',
  JSONB: 'jsonb',
  BIGINT: 'bigint',
  BOOLEAN: 'boolean',
  DATE: 'date',
};

const typed = (vector: string) =>
  columns.map(({ table, name, type }) => {
    const [word] = type.split(' ');
    return `${table}.${name} ${word === 'vector(512)' ? vector : serverTypes[word]}`;
  });

const found = async (client: pg.Client) =>
  (await listColumns(client)).map(({ name, type }) => `${name} ${type}`).sort();

describe.runIf(hasShared)('the tables that wordloop documents', () => {
  let server: PostgresServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client({ connectionString: await server.createDatabase() });
    await client.connect();
    await createDocumentedTables(client, 'wordloop');
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it('have every column with its type, and lists of numbers where there is no pgvector', async () => {
    expect(columns).toHaveLength(80);
    expect(await found(client)).toEqual(typed('real[]').sort());
  });

  it('have vectors of 512 numbers where there is pgvector', async () => {
    const lite = await startPglite();
    const other = new pg.Client({ connectionString: lite.url });
    await other.connect();
    await createDocumentedTables(other, 'wordloop');
    expect(await found(other)).toEqual(typed('vector(512)').sort());
    await other.end();
    await lite.stop();
  });

  it('have its keys', async () => {
    const keys = columns.flatMap(({ table, name, type }) => {
      const to = type.match(/FK → (\w+)/)?.[1];
      return [
        type.includes('PK') ? `${table}: PRIMARY KEY (${name})` : '',
        type.includes('UNIQUE') ? `${table}: UNIQUE (${name})` : '',
        to ? `${table}: FOREIGN KEY (${name}) REFERENCES ${to}(id)` : '',
      ].filter(Boolean);
    });
    expect(keys).toHaveLength(25);
    const constraints = (await listConstraints(client)).filter((text) => !text.includes('CHECK'));
    expect(constraints.map((text) => text.replace(/ ON DELETE .*/, '')).sort()).toEqual(keys.sort());
  });

  it('take the values that it lists, and no others', async () => {
    // "untrained / training / ready", "enum: pending, transcribing"; the history has those of what it is the history of.
    const listed = columns.flatMap(({ table, name, notes }) => {
      const values = notes.match(/^(?:enum: )?(\w+(?:(?: \/ |, )\w+)+)$/)?.[1].split(/ \/ |, /);
      return values ? [{ column: `${table}.${name}`, values }] : [];
    });
    expect(listed).toHaveLength(7);
    const statuses = listed.find(({ column }) => column === 'transcriptions.status')!;
    listed.push({ ...statuses, column: 'transcription_status_history.status' });
    const checks = (await listConstraints(client)).filter((text) => / ANY \(/.test(text));
    const inDatabase = checks.map((text) => ({
      column: text.replace(/^(\w+): CHECK \(\(+(\w+).*/, '$1.$2'),
      values: [...text.matchAll(/'(\w+)'/g)].map(([, value]) => value),
    }));
    const sorted = (all: typeof listed) => [...all].sort((a, b) => (a.column < b.column ? -1 : 1));
    expect(sorted(inDatabase)).toEqual(sorted(listed));
  });

  it('let what a meeting owns go with it, and a person leave', async () => {
    const ids = (
      await client.query<{ id: string }>('SELECT gen_random_uuid() AS id FROM generate_series(1, 4)')
    ).rows;
    const [user, person, meeting, thread] = ids.map(({ id }) => id);
    const run = (sql: string, ...values: string[]) => client.query(sql, values);
    await run('INSERT INTO people (id, name) VALUES ($1, $2)', person, 'Maya');
    await run('INSERT INTO users (id, auth0_id, person_id) VALUES ($1, $2, $3)', user, 'local', person);
    await run(
      "INSERT INTO meetings (id, user_id, title, source_type) VALUES ($1, $2, '', 'text')",
      meeting,
      user,
    );
    await run(
      "INSERT INTO meeting_audio_files (id, meeting_id, file_name) VALUES ($1, $1, 'a.wav')",
      meeting,
    );
    await run('INSERT INTO transcriptions (id, meeting_id) VALUES ($1, $1)', meeting);
    await run(
      "INSERT INTO transcription_status_history (id, transcription_id, status) VALUES ($1, $1, 'pending')",
      meeting,
    );
    await run(
      `INSERT INTO transcript_segments (id, transcription_id, person_id, text, start_time, end_time)
       VALUES ($1, $1, $2, 'hello', 0, 1)`,
      meeting,
      person,
    );
    await run(
      "INSERT INTO tasks (id, user_id, content, meeting_id, assigned_to) VALUES ($1, $2, '', $1, $3)",
      meeting,
      user,
      person,
    );
    await run(
      "INSERT INTO ai_threads (id, user_id, context_type, context_id) VALUES ($1, $2, 'MEETING', $3)",
      thread,
      user,
      meeting,
    );
    await run("INSERT INTO chat_messages (id, thread_id, role, content) VALUES ($1, $1, 'user', '')", thread);

    await run('DELETE FROM people WHERE id = $1', person);
    const link = async (sql: string) => Object.values((await client.query(sql)).rows[0]);
    expect(await link('SELECT person_id FROM users')).toEqual([null]);
    expect(await link('SELECT person_id FROM transcript_segments')).toEqual([null]);
    expect(await link('SELECT assigned_to FROM tasks')).toEqual([null]);

    await run('DELETE FROM meetings WHERE id = $1', meeting);
    await run('DELETE FROM ai_threads WHERE id = $1', thread);
    const owned = [
      'meeting_audio_files',
      'transcriptions',
      'transcription_status_history',
      'transcript_segments',
      'chat_messages',
    ];
    for (const table of owned) expect((await client.query(`SELECT FROM ${table}`)).rowCount, table).toBe(0);
    expect(await link('SELECT meeting_id FROM tasks')).toEqual([null]);
  });
});
