import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { hasShared, shared } from '../shared.js';
import { createDocumentedTables, listColumns, listConstraints, listIndexes } from './documented-tables.js';

const document = hasShared ? readFileSync(shared('seeds', '003_052c41da77c60020.txt'), 'utf8') : '';

/** The lines of the document under the name of a table. Its tables have lost their bars: `emailtextNullable; sourced ...`. */
const part = (table: string) => document.split(`\n${table}\n\n`)[1].split(/\n\n\w+\n\n/)[0];

const moment = 'timestamp with time zone';
const moments = { created_at: moment, updated_at: moment };

/** Every column, in the order of the document. It gives types for users, due_date and JSON only. */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { id: 'uuid', external_user_id: 'text', email: 'text', display_name: 'text', ...moments },
  call_records: {
    id: 'uuid',
    user_id: 'uuid',
    title: 'text',
    contact_name: 'text',
    contact_id: 'text',
    phone_number: 'text',
    organization: 'text',
    direction: 'text',
    recorded_at: moment,
    duration_seconds: 'numeric',
    status: 'text',
    error_reason: 'text',
    ...moments,
  },
  call_artifacts: {
    id: 'uuid',
    call_id: 'uuid',
    artifact_type: 'text',
    storage_key: 'text',
    content_type: 'text',
    byte_size: 'bigint',
    created_at: moment,
  },
  action_items: {
    id: 'uuid',
    call_record_id: 'uuid',
    title: 'text',
    description: 'text',
    due_date: 'date',
    priority: 'text',
    status: 'text',
    owner_speaker_id: 'text',
    owner_speaker_label: 'text',
    owner_display_name: 'text',
    owner_role: 'text',
    source_segment_ids_json: 'jsonb',
    source_text: 'text',
    ...moments,
    completed_at: moment,
  },
  user_voice_profiles: {
    id: 'uuid',
    user_id: 'uuid',
    provider: 'text',
    model: 'text',
    model_version: 'text',
    embedding_json: 'jsonb',
    consent_version: 'text',
    sample_duration_seconds: 'numeric',
    ...moments,
  },
  call_processing_events: {
    id: 'uuid',
    call_id: 'uuid',
    user_id: 'uuid',
    stage: 'text',
    status: 'text',
    provider: 'text',
    duration_ms: 'bigint',
    error_code: 'text',
    error_message: 'text',
    created_at: moment,
  },
};

/** What the document lists as values; those of call_records.status are ours. */
const enums: Readonly<Record<string, readonly string[]>> = {
  'call_records.direction': ['INCOMING', 'OUTGOING', 'UNKNOWN'],
  'call_artifacts.artifact_type': [
    'TEMP_AUDIO',
    'DIARIZATION_JSON',
    'RAW_TRANSCRIPT_JSON',
    'NORMALIZED_TRANSCRIPT_JSON',
    'ANALYSIS_JSON',
  ],
  'action_items.priority': ['low', 'medium', 'high'],
  'action_items.status': ['OPEN', 'DONE', 'SNOOZED'],
  'call_processing_events.status': ['STARTED', 'COMPLETED', 'FAILED', 'SKIPPED'],
};

const callStates = [
  'UPLOADED',
  'DIARIZING',
  'TRANSCRIBING',
  'NORMALIZING',
  'ANALYZING',
  'COMPLETED',
  'FAILED',
];

describe('the tables that scryon documents', () => {
  let server: PostgresServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client({ connectionString: await server.createDatabase() });
    await client.connect();
    await createDocumentedTables(client, 'scryon');
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  const insert = async (table: string, row: Readonly<Record<string, unknown>>): Promise<string> => {
    const names = Object.keys(row);
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO ${table} (${names}) VALUES (${names.map((_, i) => `$${i + 1}`)}) RETURNING id`,
      Object.values(row),
    );
    return rows[0].id;
  };

  it('have every column', async () => {
    const expected = Object.entries(tables).flatMap(([table, columns]) =>
      Object.entries(columns).map(([name, type]) => `${table}.${name} ${type}`),
    );
    expect((await listColumns(client)).map(({ name, type }) => `${name} ${type}`)).toEqual(expected);
  });

  it.runIf(hasShared)('have no column and no value that the document does not name', () => {
    for (const [table, columns] of Object.entries(tables)) {
      const lines = part(table);
      const names = Object.keys(columns);
      // One line for each column, or for several that a slash separates; where it gives a type, that follows without a space.
      const stated = [...lines.matchAll(/^[a-z_]+(?: \/ [a-z_]+)*/gm)]
        .flatMap(([words]) => words.split(' / '))
        .filter((word) => !Object.values(enums).flat().includes(word))
        .map(
          (word) =>
            names.filter((name) => word.startsWith(name)).sort((a, b) => b.length - a.length)[0] ?? word,
        );
      expect(stated.sort(), table).toEqual(names.sort());
    }
    for (const [column, values] of Object.entries(enums)) {
      const [table, name] = column.split('.');
      const line = part(table)
        .split('\n')
        .find((text) => text.startsWith(name))!;
      const stated = line
        .slice(name.length)
        .replace(/^Enum: /, '')
        .replace(/\.$/, '')
        .split(/, | \/ /);
      expect(stated, column).toEqual(values);
    }
  });

  it('have its keys, and children that go with their parents', async () => {
    const constraints = (await listConstraints(client)).filter((text) => !text.includes('CHECK'));
    expect(constraints.sort()).toEqual(
      [
        ...Object.keys(tables).map((table) => `${table}: PRIMARY KEY (id)`),
        'users: UNIQUE (external_user_id)',
        'call_artifacts: UNIQUE (call_id, artifact_type)',
        'user_voice_profiles: UNIQUE (user_id)',
        'call_records: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
        'user_voice_profiles: FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
        'call_artifacts: FOREIGN KEY (call_id) REFERENCES call_records(id) ON DELETE CASCADE',
        'action_items: FOREIGN KEY (call_record_id) REFERENCES call_records(id) ON DELETE CASCADE',
        'call_processing_events: FOREIGN KEY (call_id) REFERENCES call_records(id) ON DELETE CASCADE',
      ].sort(),
    );
  });

  it('have its index', async () => {
    expect(await listIndexes(client)).toContain('call_records: user_id, created_at DESC');
  });

  it('take the values that it lists, and no others', async () => {
    const checks = (await listConstraints(client)).filter((text) => / ANY \(/.test(text));
    const found = checks.map((text) => [
      text.replace(/^(\w+): CHECK \(\(+(\w+).*/, '$1.$2'),
      [...text.matchAll(/'(\w+)'/g)].map(([, value]) => value),
    ]);
    expect(Object.fromEntries(found)).toEqual({ ...enums, 'call_records.status': callStates });
  });

  it('let a call move forward, and nowhere after its end', async () => {
    const user = await insert('users', { external_user_id: 'states' });
    for (const from of callStates)
      for (const to of callStates) {
        if (from === to) continue;
        const id = await insert('call_records', { user_id: user, status: from });
        const move = client.query('UPDATE call_records SET status = $2 WHERE id = $1', [id, to]);
        if (from === 'COMPLETED' || from === 'FAILED' || to === 'UPLOADED')
          await expect(move, `${from} -> ${to}`).rejects.toThrow(
            `a call does not move from ${from} to ${to}`,
          );
        else await move;
      }
  });

  it('take short codes as the reason of a failure, and of nothing else', async () => {
    const user = await insert('users', { external_user_id: 'reasons' });
    const call = { user_id: user, status: 'FAILED' };
    await insert('call_records', { ...call, error_reason: 'RECORDING' });
    for (const reason of ['', 'The disk is full.', '/home/maya/a.wav', 'X'.repeat(65)])
      await expect(insert('call_records', { ...call, error_reason: reason })).rejects.toThrow(
        /check constraint/,
      );
    await expect(
      insert('call_records', { ...call, status: 'COMPLETED', error_reason: 'RECORDING' }),
    ).rejects.toThrow(/check constraint/);
  });
});
