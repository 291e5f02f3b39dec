import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  enumerations,
  type MachineColumn,
  type StateOf,
  stateMachines,
  statesOf,
} from '../../src/domain/state-machines.js';
import { mirroredTables } from '../../src/store/mirrored-tables.js';
import { putBack } from '../../src/store/put-back.js';
import { write } from '../../src/store/store.js';
import { repo } from '../shared.js';
import { at, newId, tempStore } from '../store/fixture.js';
import { type PostgresServer, startPostgres } from './server.js';

/** A store as somebody who writes SQL sees it. */
interface Database {
  /** Throws when the statement is refused. */
  run(sql: string): Promise<void>;
  /** The same, as a copy of rows from elsewhere. */
  copy(sql: string): Promise<void>;
}

const now = at(1);
const ended = (state: string, ends: readonly string[]) => (ends.includes(state) ? `'${now}'` : 'NULL');

/** SQL that both stores understand: a row in a state, of a meeting of its own. */
const rowsIn: Readonly<Record<MachineColumn, (id: string, state: string, meeting: string) => string>> = {
  'meetings.status': (id, state) =>
    `INSERT INTO meetings (id, title, status, finished_at)
     VALUES ('${id}', 'x', '${state}', ${ended(state, ['completed', 'failed'])})`,
  'transcriptions.status': (id, state, meeting) =>
    `INSERT INTO transcriptions (id, meeting_id, status, created_at, updated_at)
     VALUES ('${id}', '${meeting}', '${state}', '${now}', '${now}')`,
  'transcription_status_history.status': (id, state, meeting) =>
    `INSERT INTO transcription_status_history (id, transcription_id, status, created_at)
     SELECT '${id}', id, '${state}', '${now}' FROM transcriptions WHERE meeting_id = '${meeting}'`,
  'processing_events.status': (id, state, meeting) =>
    `INSERT INTO processing_events (id, meeting_id, stage, status, created_at)
     VALUES ('${id}', '${meeting}', 'decode', '${state}', '${now}')`,
  'transcript_segments.kind': (id, state, meeting) =>
    `INSERT INTO transcript_segments (id, transcription_id, speaker, position, text, start_time, end_time, kind, created_at)
     SELECT '${id}', id, 'S1', 0, 'x', 0, 1, '${state}', '${now}' FROM transcriptions WHERE meeting_id = '${meeting}'`,
  'tasks.status': (id, state, meeting) =>
    `INSERT INTO tasks (id, meeting_id, title, status, completed_at, created_at, updated_at)
     VALUES ('${id}', '${meeting}', 'x', '${state}', ${ended(state, ['completed'])}, '${now}', '${now}')`,
  'participants.status': (id, state, meeting) =>
    `INSERT INTO participants (id, meeting_id, email, status, created_at)
     VALUES ('${id}', '${meeting}', '${id}@x', '${state}', '${now}')`,
  'analytics.analysis_status': (id, state, meeting) =>
    `INSERT INTO analytics (id, meeting_id, analysis_status, created_at, updated_at)
     VALUES ('${id}', '${meeting}', '${state}', '${now}', '${now}')`,
  'user_profiles.voice_model_status': (id, state) =>
    `INSERT INTO user_profiles (id, display_name, name_key, voice_model_status)
     VALUES ('${id}', '${id}', '${id}', '${state}')`,
};

/** What a move changes besides the state. */
const moved: Partial<Record<MachineColumn, (state: string) => string>> = {
  'transcriptions.status': () => `, updated_at = '${now}'`,
  'meetings.status': (state) => `, finished_at = ${ended(state, ['completed', 'failed'])}`,
  'tasks.status': (state) => `, completed_at = ${ended(state, ['completed'])}`,
};

const columns = Object.keys(stateMachines) as MachineColumn[];

const moveTo = (column: MachineColumn, id: string, state: string) => {
  const [table, name] = column.split('.');
  return `UPDATE ${table} SET ${name} = '${state}'${moved[column]?.(state) ?? ''} WHERE id = '${id}'`;
};

async function meetingFor(database: Database): Promise<string> {
  const meeting = newId();
  await database.run(`INSERT INTO meetings (id, title, status) VALUES ('${meeting}', 'x', 'pending')`);
  await database.run(
    `INSERT INTO transcriptions (id, meeting_id, created_at, updated_at) VALUES ('${newId()}', '${meeting}', '${now}', '${now}')`,
  );
  return meeting;
}

const passes = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Every way into a state that the database lets pass: `-> pending`, `pending -> processing`. */
async function allowed(database: Database, column: MachineColumn, how: 'run' | 'copy'): Promise<string[]> {
  const found: string[] = [];
  const states = statesOf(column);
  for (const from of states) {
    const born = rowsIn[column](newId(), from, await meetingFor(database));
    if (await passes(database[how](born))) found.push(`-> ${from}`);
    for (const to of states) {
      const id = newId();
      await database.copy(rowsIn[column](id, from, await meetingFor(database)));
      // A transcription needs a line in its history first.
      if (column === 'transcriptions.status')
        for (const status of [from, to])
          await database.run(
            `INSERT INTO transcription_status_history (id, transcription_id, status, created_at)
             VALUES ('${newId()}', '${id}', '${status}', '${now}')`,
          );
      if (await passes(database[how](moveTo(column, id, to)))) found.push(`${from} -> ${to}`);
    }
  }
  return found.sort();
}

/** The same, from the one place where they are listed. */
function listed(column: MachineColumn): string[] {
  const { begins, moves } = stateMachines[column];
  const states: readonly string[] = statesOf(column);
  return [
    ...begins.map((state) => `-> ${state}`),
    // A line of a history is not written a second time, not even as it is.
    ...(column === 'transcription_status_history.status'
      ? []
      : states.map((state) => `${state} -> ${state}`)),
    ...Object.entries<readonly string[]>(moves).flatMap(([from, to]) =>
      to.map((state) => `${from} -> ${state}`),
    ),
  ].sort();
}

function everything(column: MachineColumn): string[] {
  const states = statesOf(column);
  return states.flatMap((from) => [`-> ${from}`, ...states.map((to) => `${from} -> ${to}`)]).sort();
}

function sqlite(): Database {
  const store = tempStore();
  return {
    run: async (sql) => store.db.exec(sql) && undefined,
    copy: async (sql) =>
      write(store, 'copying', () => putBack(store, 'test', () => store.db.exec(sql) && undefined)),
  };
}

describe('states in SQLite', () => {
  it.each(columns)('%s', async (column) => {
    const database = sqlite();
    expect(await allowed(database, column, 'run')).toEqual(listed(column));
    expect(await allowed(database, column, 'copy')).toEqual(everything(column));
    await expect(
      database.copy(rowsIn[column](newId(), 'asleep', await meetingFor(database))),
    ).rejects.toThrow(/CHECK/);
  });

  it('and words are all listed, each once', () => {
    const store = tempStore();
    const found = mirroredTables(store).flatMap((table) => {
      const sql = store.sql('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table) as string;
      return [...sql.matchAll(/\b(\w+) IN\s+\(('[^)]+')\)\s*\)\s*(?:,|$|\n)/g)].map(([, column, words]) => [
        `${table}.${column}`,
        [...words.matchAll(/'([^']*)'/g)].map(([, word]) => word).sort(),
      ]);
    });
    const machines = columns.map((column) => [column, [...statesOf(column)].sort()] as const);
    const words = Object.entries(enumerations).map(([column, list]) => [column, [...list].sort()] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries([...machines, ...words]));
  });
});

describe('states in Postgres', () => {
  let server: PostgresServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client({ connectionString: await server.createDatabase() });
    await client.connect();
    await client.query(
      readFileSync(repo('migrations/postgres/core/0001_one_schema_in_two_stores.sql'), 'utf8'),
    );
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it.each(columns)('%s', async (column) => {
    const database: Database = {
      run: async (sql) => void (await client.query(sql)),
      copy: async (sql) => {
        await client.query('BEGIN');
        try {
          await client.query("SET LOCAL scribe.mirror = 'on'");
          await client.query(sql);
        } finally {
          await client.query('COMMIT');
        }
      },
    };
    expect(await allowed(database, column, 'run')).toEqual(listed(column));
    expect(await allowed(database, column, 'copy')).toEqual(everything(column));
    const asleep = rowsIn[column](newId(), 'asleep' as StateOf<MachineColumn>, await meetingFor(database));
    await expect(database.copy(asleep)).rejects.toThrow('check constraint');
  });
});
