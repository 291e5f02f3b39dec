import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import { migrate, pendingMigrations, readMigrations, shippedMigrations } from './migrate.js';
import { scrub } from './scrub.js';
import { type Store, storeError, storeOver } from './store.js';

export interface OpenStoreOptions {
  /** Folder of the store; made, for this user alone, where it is missing. */
  readonly home: string;
  /** UTC ISO-8601. */
  readonly now: string;
  /** How long a statement waits for another writer, in milliseconds; writes here take a few. */
  readonly busyTimeout?: number;
  /** Folder of the migrations. */
  readonly migrations?: string;
}

/**
 * Opens `<home>/scribe.db`, making what is missing, and brings it to the newest schema.
 *
 * Settings: WAL, so that readers never wait for the writer; `synchronous = NORMAL`, which in WAL keeps the file
 * whole after a power cut; `secure_delete`, so that a forgotten voice is overwritten and not just unlinked;
 * temporary tables in memory, so that no vector is left in a temporary file.
 *
 * @throws ScribeError STORE when the folder cannot be made or written, when the file is damaged, locked, no
 * database, or not ours, and when its schema is newer than this program.
 */
export function openStore(options: OpenStoreOptions): Store {
  const { home, now, busyTimeout = 10_000 } = options;
  const path = join(home, 'scribe.db');
  const migrations = readMigrations(options.migrations ?? shippedMigrations);
  makePrivateFile(home, path);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: busyTimeout });
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    // Before anything is changed: a newer store, or a database of another program, stays as it is.
    pendingMigrations(db, { migrations, path });
    switchToWal(db, busyTimeout);
    db.pragma('synchronous = NORMAL');
    loadVectorSearch(db);
    migrate(db, { migrations, now, path });
    // Traces of a forgotten voice that other programs kept busy; if they still do, the next run tries again.
    scrub(db, 0);
    return storeOver(db, home, path);
  } catch (cause) {
    db?.close();
    throw storeError('opening the store', path, cause);
  }
}

/**
 * Opens a store as it is: nothing is made, and no migration is applied, so that a store can be looked at, or copied,
 * before it is changed.
 *
 * @param options.path of the database, where it is not `<home>/scribe.db`.
 * @throws ScribeError STORE when there is none, when it is damaged, locked, or not ours, and when its schema is newer
 * than this program.
 */
export function openExisting(
  options: Pick<OpenStoreOptions, 'home' | 'busyTimeout' | 'migrations'> & { readonly path?: string },
): Store {
  const { home, busyTimeout = 10_000, path = join(home, 'scribe.db') } = options;
  if (!existsSync(path))
    throw new ScribeError('STORE', `Opening the store ${path} failed: there is none.`, {
      hint: 'Begin with: scribe ingest FILE. Or point SCRIBE_HOME at the folder of your store.',
    });
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: busyTimeout, fileMustExist: true });
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    loadVectorSearch(db);
    const migrations = readMigrations(options.migrations ?? shippedMigrations);
    pendingMigrations(db, { migrations, path });
    return storeOver(db, home, path);
  } catch (cause) {
    db?.close();
    throw storeError('opening the store', path, cause);
  }
}

/** Makes the file before SQLite does, so that others can never read it; its WAL takes over the mode. */
function makePrivateFile(home: string, path: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    try {
      closeSync(openSync(path, 'wx', 0o600));
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') throw cause;
      const { mode } = statSync(path);
      if (process.platform !== 'win32' && mode & 0o077) chmodSync(path, mode & 0o700);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('STORE', `Making the store ${path} failed: ${reason}.`, {
      hint: 'Point SCRIBE_HOME at a folder that you may write.',
      cause,
    });
  }
}

/**
 * Changing the journal of a fresh file needs it alone for a moment, and there SQLite answers SQLITE_BUSY at once
 * instead of waiting; so the waiting is done here.
 */
function switchToWal(db: Database.Database, patience: number): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (cause) {
      const busy = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() >= deadline) throw cause;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

function loadVectorSearch(db: Database.Database): void {
  try {
    sqliteVec.load(db);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('STORE', `Loading sqlite-vec into the store failed: ${reason}.`, {
      hint: 'Run `npm ci` again: it installs the build of sqlite-vec for this machine.',
      cause,
    });
  }
}
