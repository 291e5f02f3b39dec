import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import { copySealed } from './copy-sealed.js';
import { canBeSealed, openDatabase, removeDatabase, type StoreKey } from './engine.js';
import { openExisting } from './open-store.js';
import { scrub } from './scrub.js';
import { type Store, storeError } from './store.js';
import { countRows, storeFile } from './store-facts.js';
import { findDamage, findOrphans } from './store-health.js';

/** Pages copied at once, 4 MB: between two such steps the progress is told and an interruption is heard. */
const pagesAtOnce = 1000;

export interface CopyControl {
  readonly signal?: AbortSignal;
  /** How much of it is copied, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** What a verified copy of a store holds. */
export interface StoreCopy {
  readonly schemaVersion: number;
  /** Bytes. */
  readonly size: number;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Copies a store, as it is at one moment, into a new file that is this user's alone, with SQLite's backup API: others may
 * write meanwhile. The copy is one file without a log beside it, holds no traces of what was deleted, and is verified:
 * the file is sound, every foreign key leads somewhere, and the rows are as many as in the store at that moment.
 *
 * @param key of the copy: that of the store.
 * @throws ScribeError STORE when the store cannot be read or the copy is not right; SqliteError or a system error when
 * the copy cannot be written. Nothing is left of it then.
 */
export async function copyStore(
  store: Store,
  path: string,
  { signal, onProgress }: CopyControl = {},
  key = store.key,
): Promise<StoreCopy> {
  closeSync(openSync(path, 'wx', 0o600));
  try {
    if (store.key || key) return await copyEncrypted(store, { path, key });
    // One snapshot for the counts and the pages: without it, every write of others would begin the copy anew.
    store.db.exec('BEGIN');
    let rows: StoreCopy['rows'];
    try {
      rows = countRows(store);
      await copyPages(store.db, path, { signal, onProgress });
    } finally {
      store.db.exec('COMMIT');
    }
    return verifyCopy(path, null, rows);
  } catch (cause) {
    removeDatabase(path);
    throw cause;
  }
}

/** One statement copies an encrypted store, and tells nothing of its progress. */
async function copyEncrypted(store: Store, to: Pick<Store, 'path' | 'key'>): Promise<StoreCopy> {
  const version = () => store.db.pragma('data_version', { simple: true });
  const before = version();
  const rows = countRows(store);
  await copySealed(store, to);
  // When others have written meanwhile, nobody knows how many rows there were at the moment of the copy.
  return verifyCopy(to.path, to.key, before === version() ? rows : null);
}

/**
 * Copies the pages of a database over those of another, in one transaction of the other.
 * @throws SqliteError SQLITE_BUSY when somebody else has the other one.
 */
export async function copyPages(
  db: Database.Database,
  path: string,
  { signal, onProgress }: CopyControl = {},
): Promise<void> {
  const { totalPages: copied } = await db.backup(path, {
    progress: ({ totalPages, remainingPages }) => {
      signal?.throwIfAborted();
      // Nothing is known before the first step.
      if (totalPages > 0) onProgress?.(1 - remainingPages / totalPages);
      return pagesAtOnce;
    },
  });
  // A database that is locked looks like one that is copied: nothing of it remains.
  if (copied === 0) throw new Database.SqliteError('database is locked', 'SQLITE_BUSY');
}

/**
 * @param expected rows by table; null: unknown.
 * @throws ScribeError STORE when the copy is not sound, or not complete.
 */
export function verifyCopy(
  path: string,
  key: StoreKey | null,
  expected: StoreCopy['rows'] | null,
): StoreCopy {
  const wrong = (reason: string) =>
    new ScribeError('STORE', `Copying the store to ${path} failed: ${reason}.`, {
      hint: 'Run `scribe store check`, and check the disk.',
    });
  const db = openDatabase(path, key);
  try {
    db.pragma('journal_mode = DELETE');
    db.pragma('temp_store = MEMORY');
    scrub(db);
  } finally {
    db.close();
  }
  const copy = openExisting({ home: dirname(path), path, key });
  try {
    const problems = [...findDamage(copy, 'integrity_check'), ...findOrphans(copy)];
    if (problems.length > 0) throw wrong(problems.slice(0, 3).join('; '));
    const rows = countRows(copy);
    const other =
      expected && Object.keys({ ...expected, ...rows }).find((table) => rows[table] !== expected[table]);
    if (other) throw wrong(`${other} has ${rows[other]} rows there and ${expected?.[other]} in the store`);
    const { schemaVersion, size } = storeFile(copy);
    return { schemaVersion, size, rows };
  } finally {
    copy.close();
  }
}

/**
 * Opens a file that is to take the place of the store, and makes sure that it can.
 *
 * @throws ScribeError STORE when it is no store of scribe, newer than this program, or damaged.
 */
export function openBackup(path: string, key: StoreKey | null): Store {
  const refusal = (reason: string, cause?: unknown) =>
    new ScribeError('STORE', `Reading the backup ${path} failed: ${reason}.`, {
      hint: 'Choose another backup. The store was not changed.',
      cause,
    });
  if (!existsSync(path)) throw refusal('there is no such file');
  const store = openOther(path, key, refusal);
  try {
    if (storeFile(store).schemaVersion === 0) throw refusal('it holds no store of scribe');
    const problems = [...findDamage(store, 'integrity_check'), ...findOrphans(store)];
    if (problems.length > 0) throw refusal(problems.slice(0, 3).join('; '));
    return store;
  } catch (cause) {
    store.close();
    throw storeError('reading the backup', path, cause);
  }
}

/** What is no database at all is no store either: the advice about a damaged store would be about the wrong file. */
function openOther(
  path: string,
  key: StoreKey | null,
  refusal: (reason: string, cause: unknown) => ScribeError,
): Store {
  try {
    return openExisting({ home: dirname(path), path, key });
  } catch (cause) {
    const isNone =
      cause instanceof ScribeError && errorCode(cause.cause) === 'SQLITE_NOTADB' && !canBeSealed(path);
    throw isNone ? refusal('it is not a SQLite database', cause) : cause;
  }
}
