import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { listMeetings } from '../../src/store/list-meetings.js';
import { readMigrations, shippedMigrations } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open-store.js';
import { listProfiles } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import { storeHealth } from '../../src/store/store-health.js';
import { repo } from '../shared.js';
import { startChild } from './child.js';
import { at, tempFolder, tempStore } from './fixture.js';
import { withoutRows } from './stores/rows.js';
import {
  columnsOf,
  fixtureOf,
  newestVersion,
  quotedRows,
  storeOf,
  tablesOf,
} from './stores/store-of-version.js';

const versions = Array.from({ length: newestVersion }, (_, i) => i + 1);
const migrations = readMigrations(shippedMigrations);
/** What a migration did to rows that were there: the version, and the columns that it changed on purpose. */
const changed: readonly (readonly [version: number, table: string, columns: readonly string[]])[] = [
  [19, 'user_profiles', ['email']],
  [21, 'files', ['companion_files']],
  [25, 'operations', ['id']],
  [25, 'operation_changes', ['operation_id']],
];
/** Tables to which migrations add rows, or whose rows are counted by triggers. */
const grown = new Set(['render_debts', 'written_transcripts', 'analytics', 'revisions', 'schema_migrations']);

function open(home: string): Store {
  const store = openStore({ home, now: at(0) });
  onTestFinished(() => store.close());
  return store;
}

/** Rows of an older store by table, with the columns that no later migration changes. */
function keptRows(db: Database.Database, version: number) {
  return tablesOf(db).map((table) => {
    const others = changed.filter(([since, name]) => since > version && name === table);
    const columns = columnsOf(db, table).filter(
      (name) => !others.some(([, , names]) => names.includes(name)),
    );
    return { table, columns, rows: quotedRows(db, table, columns) };
  });
}

const one = (store: Store, sql: string): unknown => store.db.prepare(sql).pluck().get();
const schemaOf = (store: Store): unknown[] =>
  store.db
    .prepare("SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY 1, 2")
    .all();

describe.each(versions)('a store of version %i', (version) => {
  it('is a fixture, made of the migrations that ship', () => {
    const file = fixtureOf(version);
    expect(existsSync(file), `add rows to test/store/stores/rows.ts, then npm run fixture:store`).toBe(true);
    const { name, sha256 } = migrations[version - 1];
    expect(readFileSync(file, 'utf8').split('\n', 1)[0]).toBe(`-- version ${version}, ${name}, ${sha256}`);
  });

  it('becomes one of the newest version, with every row as it was', () => {
    const home = tempFolder();
    const old = new Database(storeOf(version, home));
    const before = keptRows(old, version);
    old.close();
    const store = open(home);
    for (const { table, columns, rows } of before) {
      const after = quotedRows(store.db, table, columns);
      if (grown.has(table))
        expect(after, table).toEqual(expect.arrayContaining(table === 'revisions' ? [] : rows));
      else expect(after, table).toEqual(rows);
    }
    expect(schemaOf(store)).toEqual(schemaOf(tempStore()));
    expect(storeHealth(store)).toMatchObject({ schemaVersion: newestVersion, problems: [] });
  });

  it('is right in what later versions added', () => {
    const home = tempFolder();
    storeOf(version, home);
    const store = open(home);
    const meetings = listMeetings(store);
    expect(meetings.map(({ status }) => status).sort()).toEqual([
      'completed',
      'failed',
      'pending',
      'processing',
    ]);
    const { id } = meetings.find(({ status }) => status === 'completed')!;
    expect(loadMeeting(store, id).turns).toHaveLength(version < 2 ? 0 : 5);
    expect(listProfiles(store)).toHaveLength(2);
    const labels = store.db.prepare('SELECT label_source FROM speakers ORDER BY position').pluck().all();
    expect(labels).toEqual(['confirmed', 'named', 'automatic']);
    expect(one(store, 'SELECT count(*) FROM analytics')).toBe(1);
    expect(one(store, 'SELECT email FROM user_profiles WHERE email IS NOT NULL')).toBe(
      version < 19 ? 'lukasz@example.org' : 'Lukasz@Example.org',
    );
    if (version >= 2) {
      expect(one(store, "SELECT error_reason FROM meetings WHERE status = 'failed'")).toBe('RECORDING');
    }
    if (version < 7) expect(one(store, 'SELECT meeting_id FROM render_debts')).toBe(id);
    if (version >= 6) expect(one(store, 'SELECT is_original FROM suppressed_segments')).toBe(1);
    if (version >= 15) {
      const numbers = store.db.prepare('SELECT number FROM operation_numbers ORDER BY 1').pluck().all();
      expect(numbers).toEqual([7, 9]);
    }
    expect(one(store, `SELECT count(*) FROM meetings m JOIN revisions r ON r.unit = m.id`)).toBe(4);
  });
});

it('the newest fixture has rows for every table, and a value in every column', () => {
  const db = new Database(storeOf(newestVersion, tempFolder()));
  const empty = tablesOf(db).flatMap((table) => {
    if (withoutRows.has(table)) return [];
    if (quotedRows(db, table, columnsOf(db, table)).length === 0) return [table];
    return columnsOf(db, table)
      .filter((column) => !db.prepare(`SELECT 1 FROM "${table}" WHERE "${column}" IS NOT NULL`).get())
      .map((column) => `${table}.${column}`);
  });
  db.close();
  expect(empty, 'add rows to test/store/stores/rows.ts').toEqual([]);
});

it('a newer store is refused, and not a byte of it changes', () => {
  const home = tempFolder();
  const path = storeOf(newestVersion, home);
  const db = new Database(path);
  db.exec(
    `INSERT INTO schema_migrations VALUES (${newestVersion + 1}, 'more', 'x', '2026-01-05T09:00:00.000Z')`,
  );
  db.close();
  const before = readFileSync(path);
  expect(() => open(home)).toThrow(
    expect.objectContaining({ code: 'STORE', message: expect.stringContaining('this program knows') }),
  );
  expect(readFileSync(path).equals(before)).toBe(true);
});

describe('a migration that does not come to its end', () => {
  const last = migrations[9];
  /** A store of version 9, and the migrations up to the tenth, which goes on with `sql` after its own statements. */
  function setUp(sql: string) {
    const folder = tempFolder();
    const home = join(folder, 'home');
    const path = storeOf(9, home);
    const spoiled = join(folder, 'migrations');
    cpSync(shippedMigrations, spoiled, {
      recursive: true,
      filter: (from) => !/\/00(1[1-9]|[2-9]\d)_/.test(from),
    });
    const { version, name } = last;
    writeFileSync(join(spoiled, `${String(version).padStart(4, '0')}_${name}.sql`), `${last.sql}\n${sql}`);
    const look = () => {
      const db = new Database(path);
      const version = db.prepare('SELECT max(version) FROM schema_migrations').pluck().get();
      const rows = tablesOf(db).map((table) => [table, quotedRows(db, table, columnsOf(db, table))]);
      const columns = columnsOf(db, 'files');
      db.close();
      return { version, rows, columns };
    };
    const before = look();
    const expectOld = () => {
      expect(look()).toEqual(before);
      expect(before.columns).not.toContain('recorded_source');
      expect(storeHealth(open(home))).toMatchObject({ schemaVersion: newestVersion, problems: [] });
    };
    return { home, path, spoiled, expectOld };
  }

  it('because the process is killed leaves the old store', async () => {
    const endless =
      'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;';
    const { home, path, spoiled, expectOld } = setUp(endless);
    const child = await startChild('migrate.ts', home, spoiled);
    child.process.send('open');
    const db = new Database(path, { timeout: 0 });
    // Its transaction has begun when nobody else gets the lock; the endless statement comes after all others.
    for (;;) {
      try {
        db.exec('BEGIN IMMEDIATE; ROLLBACK');
      } catch {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    db.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const ended = new Promise((resolve) => child.process.once('exit', (_code, signal) => resolve(signal)));
    child.process.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expectOld();
  });

  it('because it cannot be read leaves the old store', () => {
    const { home, spoiled, expectOld } = setUp('CREATE TABLE half (id TEXT) STRICT; SELEKT 1;');
    expect(() => openStore({ home, migrations: spoiled, now: at(0) })).toThrow(/SELEKT/);
    expectOld();
  });

  it.skipIf(process.platform === 'win32')('because the disk is full leaves the old store', () => {
    const fill = 'CREATE TABLE large (x BLOB); INSERT INTO large VALUES (zeroblob(60000000));';
    const { home, spoiled, expectOld } = setUp(fill);
    const program = `
      import { openStore } from ${JSON.stringify(repo('src/store/open-store.ts'))};
      try { openStore({ home: process.argv[1], migrations: process.argv[2], now: '${at(0)}' }); }
      catch (error) { console.log(error.code, error.message); }`;
    const ran = spawnSync(
      'sh',
      [
        '-c',
        'ulimit -f 20000; exec node --import tsx --input-type=module -e "$0" "$1" "$2"',
        program,
        home,
        spoiled,
      ],
      { encoding: 'utf8', cwd: repo('.') },
    );
    expect(ran.stdout, ran.stderr).toMatch(/^STORE Opening the store failed: /);
    expectOld();
  });
});
