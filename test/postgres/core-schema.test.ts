import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { mirroredTables } from '../../src/store/mirrored-tables.js';
import type { Store } from '../../src/store/store.js';
import { hasShared, repo, shared } from '../shared.js';
import { tempStore } from '../store/fixture.js';
import { startPglite } from './pglite.js';
import { postgresShape } from './postgres-shape.js';
import { probeChecks } from './probe-checks.js';
import { compareShapes } from './schema-shape.js';
import { type PostgresServer, startPostgres } from './server.js';
import { sqliteShape } from './sqlite-shape.js';

const folder = repo('migrations/postgres/core');
const ddl = readdirSync(folder)
  .sort()
  .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
  .join('\n');

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Everything in which the two stores differ. */
async function differences(store: Store, client: pg.Client): Promise<string[]> {
  const sqlite = sqliteShape(store, [...mirroredTables(store), 'cache']);
  // Each store counts its own migrations.
  const { schema_migrations, ...postgres } = await postgresShape(client);
  expect(Object.keys(schema_migrations.columns)).toEqual(['version', 'name', 'applied_at']);
  return [...compareShapes(sqlite, postgres), ...(await probeChecks(store, client, { sqlite, postgres }))];
}

/** Copies of the schema that are not it, and what is to be said of each. */
const mutations: readonly (readonly [what: string, from: string, to: string, told: string])[] = [
  ['a table is missing', 'CREATE TABLE cache (', 'CREATE TABLE cached (', 'table cache is in SQLite only'],
  ['a table is new', 'ON cache (ttl)', 'ON cached (ttl)', 'table cached is in Postgres only'],
  [
    'a column is missing',
    '  language         VARCHAR(10),\n',
    '',
    'column meetings.language is in SQLite only',
  ],
  [
    'a column is new',
    '  summary          TEXT,',
    '  summary TEXT, mood TEXT,',
    'column meetings.mood is in Postgres only',
  ],
  [
    'a type is another',
    'size               BIGINT',
    'size               INTEGER',
    'type of files.size is bigint',
  ],
  [
    'a width is another',
    'cluster_id      VARCHAR(50)',
    'cluster_id      VARCHAR(49)',
    'type of speakers.cluster_id',
  ],
  [
    'NOT NULL is missing',
    'sha256             VARCHAR(64) NOT NULL',
    'sha256 VARCHAR(64)',
    'notNull of files.sha256',
  ],
  ['a default is another', "DEFAULT 'medium'", "DEFAULT 'low'", 'default of tasks.priority'],
  [
    'a key has another order',
    'PRIMARY KEY (profile_id, model)',
    'PRIMARY KEY (model, profile_id)',
    'primary key of voice_centroids',
  ],
  [
    'a unique is missing',
    '  UNIQUE (thread_id, turn_number)',
    '  CHECK (true)',
    'unique turn_metrics (thread_id, turn_number) is in SQLite only',
  ],
  [
    'a unique index is none',
    'CREATE UNIQUE INDEX idx_files_sha256',
    'CREATE INDEX idx_files_sha256',
    'unique files idx_files_sha256 (sha256, stream) is in SQLite only',
  ],
  [
    'a key acts otherwise',
    'REFERENCES files (id) ON DELETE RESTRICT',
    'REFERENCES files (id) ON DELETE CASCADE',
    'foreign key meetings.file_id',
  ],
  [
    'a key is missing',
    'depends_on         UUID REFERENCES tasks (id) ON DELETE SET NULL DEFERRABLE',
    'depends_on UUID',
    'foreign key tasks.depends_on',
  ],
  [
    'a key cannot be deferred',
    'REFERENCES ai_threads (id) ON DELETE CASCADE DEFERRABLE',
    'REFERENCES ai_threads (id) ON DELETE CASCADE',
    'that cannot be deferred is in Postgres only',
  ],
  [
    'an index is missing',
    'CREATE INDEX idx_markers_user_id ON markers (user_id);',
    '',
    'index markers idx_markers_user_id',
  ],
  [
    'an index has another order',
    'ON tasks (owner_speaker_id, status, due_date)',
    'ON tasks (status, owner_speaker_id, due_date)',
    'index tasks idx_tasks_owner_speaker_id',
  ],
  [
    'an index runs the other way',
    'ON meetings (created_at DESC)',
    'ON meetings (created_at)',
    'index meetings idx_meetings_created_at',
  ],
  ['a state is missing', "'snoozed', 'completed'", "'completed'", 'check of tasks: SQLite takes status'],
  [
    'a state is new',
    "('decision', 'todo'",
    "('decision', 'mood', 'todo'",
    "check of markers: Postgres takes type = 'mood'",
  ],
  [
    'a range is wider',
    'voice_confidence BETWEEN 0 AND 1',
    'voice_confidence BETWEEN 0 AND 2',
    'check of user_profiles: Postgres takes voice_confidence',
  ],
  [
    'a range is open',
    'CHECK (seconds > 0)',
    'CHECK (seconds >= 0)',
    'check of voice_samples: Postgres takes seconds = 0.0',
  ],
  [
    'two columns are not compared',
    ' CHECK (end_time >= start_time)',
    '',
    'check of transcript_segments: Postgres takes',
  ],
  [
    'a rule between columns is missing',
    '  CHECK ((voice_vector IS NULL) = (embeddings IS NULL)),\n',
    '',
    'check of user_profiles: Postgres takes',
  ],
  [
    'a pattern is looser',
    "'^[+-][0-9][0-9]:",
    "'[+-][0-9][0-9]:",
    "check of files: Postgres takes recorded_zone = 'x+01:00'",
  ],
  [
    'a vector may have any width',
    "('voice_centroids', 'vector', 'dims')",
    "('voice_samples', 'vector', 'dims')",
    'check of voice_centroids: Postgres takes',
  ],
];

describe('core in Postgres', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  async function made(sql: string): Promise<pg.Client> {
    const client = await connect(await server.createDatabase());
    await client.query('BEGIN');
    await client.query(sql);
    await client.query('COMMIT');
    return client;
  }

  it('is the schema of SQLite', async () => {
    expect(await differences(tempStore(), await made(ddl))).toEqual([]);
  });

  /** `SHA256 VARCHAR(64)` as the catalog writes it. */
  const catalogType = (type: string) =>
    type
      .toLowerCase()
      .replace('timestamp with time zone', 'timestamptz')
      .replace('float', 'double precision');

  it.runIf(hasShared)('has every column of Task 3 with the type that it has there', async () => {
    const postgres = await postgresShape(await made(ddl));
    const document = readFileSync(shared('seeds/001_66b018acac206759.txt'), 'utf8');
    const tables = [...document.matchAll(/```sql\n(\w+) \(\n([^`]*)\)\n```/g)];
    expect(tables.map(([, name]) => name)).toHaveLength(6);
    for (const [, table, body] of tables)
      for (const line of body.trim().split('\n')) {
        const [, column, type, rest] = line.match(
          /^\s*(\w+) (TIMESTAMP WITH TIME ZONE|[A-Z]+(?:\(\d+\))?)(.*)$/,
        )!;
        const ours = postgres[table].columns[column];
        expect(ours?.type, `${table}.${column}`).toBe(catalogType(type));
        if (/NOT NULL|PRIMARY KEY/.test(rest)) expect(ours.notNull, `${table}.${column}`).toBe(true);
        if (rest.includes('DEFAULT NOW()')) expect(ours.default, `${table}.${column}`).toBe('now()');
        const parent = rest.match(/REFERENCES (\w+)\(id\)/)?.[1];
        if (parent)
          expect(postgres[table].foreignKeys).toContainEqual(
            expect.stringMatching(new RegExp(`^${column} -> ${parent} \\(id\\)`)),
          );
      }
  });

  it('is told from a copy in which anything differs', async () => {
    const copy = mutations.reduce((sql, [what, from, to]) => {
      expect(sql, what).toContain(from);
      return sql.replace(from, to);
    }, ddl);
    const told = await differences(tempStore(), await made(copy));
    const unseen = mutations.filter((mutation) => !told.some((line) => line.includes(mutation[3])));
    expect(unseen).toEqual([]);
  });

  it('is told from a newer store', async () => {
    const store = tempStore();
    store.db.exec(`ALTER TABLE notes ADD COLUMN mood TEXT;
                   CREATE TABLE moods (id TEXT PRIMARY KEY NOT NULL) STRICT;
                   DROP INDEX idx_notes_subject`);
    expect(await differences(store, await made(ddl))).toEqual([
      'table moods is in SQLite only',
      'column notes.mood is in SQLite only',
      'index notes idx_notes_subject (subject_type, subject_id) is in Postgres only',
    ]);
  });
});

it('core is the schema of SQLite where vectors are a type as well', async () => {
  const lite = await startPglite();
  onTestFinished(() => lite.stop());
  const client = await connect(lite.url);
  await client.query(ddl);
  expect(await differences(tempStore(), client)).toEqual([]);
  const { rows } = await client.query(
    "SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE udt_name = 'vector' ORDER BY 1",
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'speakers.centroid',
    'transcript_segments.feature_vector',
    'user_profiles.voice_vector',
    'voice_centroids.vector',
    'voice_samples.vector',
  ]);
});
