import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { readMigrations, schemaVersion, shippedMigrations } from './migrate.js';
import { read, type Store } from './store.js';

export interface StoreHealth {
  readonly path: string;
  readonly schemaVersion: number;
  /** The newest that this program knows. */
  readonly latestVersion: number;
  /** What `quick_check` and `foreign_key_check` complain about; empty: sound. */
  readonly problems: readonly string[];
  /** Bytes of the database and its write-ahead log. */
  readonly size: number;
  readonly sqlite: string;
  readonly sqliteVec: string;
  /** Rows by table; empty when the file is damaged and cannot be counted. */
  readonly counts: Readonly<Partial<Record<(typeof counted)[number], number>>>;
  readonly meetingsByStatus: Readonly<Record<string, number>>;
}

const counted = [
  'files',
  'meetings',
  'speakers',
  'user_profiles',
  'voice_samples',
  'transcript_segments',
  'artifacts',
  'cache',
] as const;

/** What `scribe doctor` reports about the store. Reads the whole file once. */
export function storeHealth(store: Store): StoreHealth {
  return read(store, 'checking the store', () => {
    const damage = findDamage(store);
    const versions = store
      .sql<{ sqlite: string; sqliteVec: string }>(
        'SELECT sqlite_version() AS sqlite, vec_version() AS sqliteVec',
      )
      .get();
    return {
      path: store.path,
      schemaVersion: schemaVersion(store.db),
      latestVersion: readMigrations(shippedMigrations).length,
      problems: damage.length > 0 ? damage : findOrphans(store),
      size: sizeOf(store.path) + sizeOf(`${store.path}-wal`),
      sqlite: versions?.sqlite ?? '',
      sqliteVec: versions?.sqliteVec ?? '',
      counts: damage.length > 0 ? {} : countRows(store),
      meetingsByStatus: damage.length > 0 ? {} : countMeetings(store),
    };
  });
}

/** The check itself stumbles over some kinds of damage; that is a finding too. */
function findDamage(store: Store): readonly string[] {
  try {
    const lines = store.db.pragma('quick_check') as { quick_check: string }[];
    return lines.map((row) => row.quick_check).filter((line) => line !== 'ok');
  } catch (cause) {
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_CORRUPT'))
      return [cause.message];
    throw cause;
  }
}

function findOrphans(store: Store): readonly string[] {
  const orphans = store.db.pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[];
  return orphans.map(({ table, rowid, parent }) => `row ${rowid} of ${table} has lost its row of ${parent}`);
}

function countRows(store: Store): StoreHealth['counts'] {
  const count = (table: string) =>
    store.sql<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
  return Object.fromEntries(counted.map((table) => [table, count(table)]));
}

function countMeetings(store: Store): StoreHealth['meetingsByStatus'] {
  const rows = store
    .sql<{ status: string; n: number }>(
      'SELECT status, count(*) AS n FROM meetings GROUP BY status ORDER BY status',
    )
    .all();
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
