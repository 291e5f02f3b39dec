import { realpathSync, statSync } from 'node:fs';
import { readMigrations, schemaVersion, shippedMigrations } from './migrate.js';
import { tablesOfStore } from './mirrored-tables.js';
import { read, type Store } from './store.js';

/** What the file of the store is. */
export interface StoreFile {
  readonly path: string;
  readonly schemaVersion: number;
  /** The newest that this program knows. */
  readonly latestVersion: number;
  /** Bytes of the database and its write-ahead log. */
  readonly size: number;
  readonly sqlite: string;
  readonly sqliteVec: string;
}

export function storeFile(store: Store): StoreFile {
  return read(store, 'reading the store', () => {
    const versions = store
      .sql<{ sqlite: string; sqliteVec: string }>(
        'SELECT sqlite_version() AS sqlite, vec_version() AS sqliteVec',
      )
      .get();
    return {
      path: store.path,
      schemaVersion: schemaVersion(store.db),
      latestVersion: readMigrations(shippedMigrations).length,
      size: storeSize(store.path),
      sqlite: versions?.sqlite ?? '',
      sqliteVec: versions?.sqliteVec ?? '',
    };
  });
}

/** Bytes of a database and its write-ahead log. */
export function storeSize(link: string): number {
  const path = realpathSync(link);
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return sizeOf(path) + sizeOf(`${path}-wal`);
}

/** Bytes inside the file that hold nothing: what VACUUM gives back. */
export function freeBytes(store: Store): number {
  const pragma = (name: string) => store.db.pragma(name, { simple: true }) as number;
  return read(store, 'reading the store', () => pragma('freelist_count') * pragma('page_size'));
}

/**
 * Rows by table, without those of SQLite itself.
 * @param schema an attached database.
 */
export function countRows(store: Store, schema = 'main'): Readonly<Record<string, number>> {
  return read(store, 'counting rows', () => {
    const count = (table: string) =>
      store.sql<{ n: number }>(`SELECT count(*) AS n FROM ${schema}."${table}"`).get()?.n ?? 0;
    return Object.fromEntries(tablesOfStore(store, schema).map((name) => [name, count(name)]));
  });
}

export function countMeetings(store: Store): Readonly<Record<string, number>> {
  return read(store, 'counting the meetings', () => {
    const rows = store
      .sql<{ status: string; n: number }>(
        'SELECT status, count(*) AS n FROM meetings GROUP BY status ORDER BY status',
      )
      .all();
    return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  });
}

/** Moments of the first and the last recording, UTC ISO-8601; null without any. */
export function meetingRange(store: Store): {
  readonly oldest: string | null;
  readonly newest: string | null;
} {
  return read(
    store,
    'looking for the oldest meeting',
    () =>
      // Two queries: SQLite finds one end of an index at a time.
      store
        .sql<{ oldest: string | null; newest: string | null }>(
          `SELECT (SELECT min(start_time) FROM meetings) AS oldest, (SELECT max(start_time) FROM meetings) AS newest`,
        )
        .get()!,
  );
}

/** A database that the store was exported to. */
export interface ExportedTo {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly target: string;
  /** UTC ISO-8601; null: no export was finished there. */
  readonly sentAt: string | null;
}

/** Where the store was exported to; nowhere, if it is from before there were exports. */
export function exportDestinations(store: Store): readonly ExportedTo[] {
  return read(store, 'reading the exports', () => {
    const known = store.sql("SELECT 1 FROM sqlite_schema WHERE name = 'export_destinations'").get();
    if (!known) return [];
    return store
      .sql<ExportedTo>(
        'SELECT host, port, database, target, sent_at AS sentAt FROM export_destinations ORDER BY id',
      )
      .all();
  });
}
