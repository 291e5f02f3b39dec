import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate, readMigrations, shippedMigrations } from '../../../src/store/migrate.js';
import { repo } from '../../shared.js';
import { numberedOperations, type Row, rows } from './rows.js';

export const newestVersion = readMigrations(shippedMigrations).length;

/** `test/store/stores/0017.sql` */
export const fixtureOf = (version: number): string =>
  repo('test/store/stores', `${String(version).padStart(4, '0')}.sql`);

/** A database of an older version, without rows. */
export function emptyStore(path: string, version: number): Database.Database {
  const db = new Database(path);
  const migrations = readMigrations(shippedMigrations).slice(0, version);
  migrate(db, { migrations, now: '2026-01-05T09:00:00.000Z', path });
  return db;
}

/** A store of a version with the rows that were committed with it. @returns the path of its database. */
export function storeOf(version: number, home: string): string {
  mkdirSync(home, { recursive: true });
  const path = join(home, 'scribe.db');
  const db = emptyStore(path, version);
  fill(db, () => db.exec(readFileSync(fixtureOf(version), 'utf8')));
  db.close();
  return path;
}

/** Puts the rows that a version knows into its tables. */
export function addRows(db: Database.Database, version: number): void {
  fill(db, () => {
    for (const table of tablesOf(db))
      for (const row of rows[table] ?? [])
        insert(db, table, version < 25 ? numberedOperations(table, row) : row);
  });
}

function insert(db: Database.Database, table: string, row: Row): void {
  const known = columnsOf(db, table).filter((column) => row[column] !== undefined);
  const names = known.map((column) => `"${column}"`).join(', ');
  const places = known.map(() => '?').join(', ');
  // Integers as such: a column of a STRICT table would take 2^53 as a real number otherwise.
  const values = known.map((column) => {
    const value = row[column];
    return typeof value === 'number' && Number.isInteger(value) && !Object.is(value, -0)
      ? BigInt(value)
      : value;
  });
  db.prepare(`INSERT INTO "${table}" (${names}) VALUES (${places})`).run(...values);
}

/** Without triggers, which would refuse rows that are in the middle of their life, or add rows of their own. */
function fill(db: Database.Database, work: () => void): void {
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
    work();
    for (const { sql } of triggers) db.exec(sql);
  })();
  const [orphan] = db.pragma('foreign_key_check') as unknown[];
  if (orphan) throw new Error(`a row has lost its parent: ${JSON.stringify(orphan)}`);
}

export function tablesOf(db: Database.Database): string[] {
  return db
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name",
    )
    .pluck()
    .all();
}

export const columnsOf = (db: Database.Database, table: string): string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);

/** Every row of some columns, as SQL writes it. */
export function quotedRows(db: Database.Database, table: string, columns: readonly string[]): string[] {
  const values = columns.map((column) => `quote("${column}")`).join(` || ', ' || `);
  return db.prepare<[], string>(`SELECT ${values} FROM "${table}" ORDER BY 1`).pluck().all();
}
