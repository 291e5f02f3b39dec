import { chmodSync, closeSync, existsSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import { scratchOf } from './copy-sealed.js';
import {
  canBeSealed,
  isSealed,
  isSqliteError,
  openDatabase,
  removeDatabase,
  type StoreKey,
} from './engine.js';
import { takeLock } from './locks.js';
import { migrate, pendingMigrations, readMigrations, shippedMigrations } from './migrate.js';
import { scrub } from './scrub.js';
import { type Store, storeError, storeOver } from './store.js';
import { removeDeadJournal, switchToWal } from './wal.js';

export interface OpenStoreOptions {
  /** Folder of the store; made, for this user alone, where it is missing. */
  readonly home: string;
  /** UTC ISO-8601. */
  readonly now: string;
  /** How long a statement waits for another writer, in milliseconds; writes here take a few. */
  readonly busyTimeout?: number;
  /** Folder of the migrations. */
  readonly migrations?: string;
  /** What opens an encrypted store, and makes a new one encrypted. */
  readonly key?: StoreKey | null;
}

/**
 * Opens `<home>/scribe.db`, making what is missing, and brings it to the newest schema.
 *
 * Settings: WAL, so that readers never wait for the writer; `synchronous = NORMAL`, which in WAL keeps the file
 * whole after a power cut; `secure_delete`, so that a forgotten voice is overwritten and not just unlinked;
 * temporary tables in memory, so that no vector is left in a temporary file.
 *
 * @throws ScribeError STORE when the folder cannot be made or written, when the file is damaged, locked, no
 * database, or not ours, when its schema is newer than this program, and when it and the key do not fit.
 */
export function openStore(options: OpenStoreOptions): Store {
  const path = join(options.home, 'scribe.db');
  makePrivateFile(options.home, path);
  sweepCopies(options.home, path);
  return unlessReplaced(path, () => openOnce(options, path));
}

function openOnce(options: OpenStoreOptions, path: string): Store {
  const { home, now, busyTimeout = 10_000, key = null } = options;
  const migrations = readMigrations(options.migrations ?? shippedMigrations);
  if (key && !isSealed(path) && statSync(path).size > 0) throw notEncrypted(path, key);
  let db: Database.Database | undefined;
  try {
    db = openDatabase(path, key, { timeout: busyTimeout });
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    // Before anything is changed: a newer store, or a database of another program, stays as it is.
    pendingMigrations(db, { migrations, path });
    switchToWal(db, busyTimeout);
    removeDeadJournal(db, path);
    db.pragma('synchronous = NORMAL');
    loadVectorSearch(db);
    migrate(db, { migrations, now, path });
    // Traces of a forgotten voice that other programs kept busy; if they still do, the next run tries again.
    scrub(db, 0);
    return storeOver(db, { home, path, key });
  } catch (cause) {
    db?.close();
    throw notOpened(path, key, cause);
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
  options: Pick<OpenStoreOptions, 'home' | 'busyTimeout' | 'migrations' | 'key'> & { readonly path?: string },
): Store {
  const { home, path = join(home, 'scribe.db') } = options;
  if (!existsSync(path))
    throw new ScribeError('STORE', `Opening the store ${path} failed: there is none.`, {
      hint: 'Begin with: scribe ingest FILE. Or point SCRIBE_HOME at the folder of your store.',
    });
  return unlessReplaced(path, () => openAsItIs(options, path));
}

function openAsItIs(options: Parameters<typeof openExisting>[0], path: string): Store {
  const { home, busyTimeout = 10_000 } = options;
  const key = isSealed(path) ? (options.key ?? null) : null;
  let db: Database.Database | undefined;
  try {
    db = openDatabase(path, key, { timeout: busyTimeout, fileMustExist: true });
    db.pragma('foreign_keys = ON');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    loadVectorSearch(db);
    const migrations = readMigrations(options.migrations ?? shippedMigrations);
    pendingMigrations(db, { migrations, path });
    return storeOver(db, { home, path, key });
  } catch (cause) {
    db?.close();
    throw notOpened(path, key, cause);
  }
}

/** Removes the copies that a killed `scribe store encrypt` has left beside the store. */
function sweepCopies(home: string, link: string): void {
  const part = `${realpathSync(link)}.resealing`;
  const left = [part, scratchOf(part)];
  if (!left.some((copy) => existsSync(copy))) return;
  const lock = takeLock(home, 'restore', 'the store');
  // Null: they are being made.
  if (lock) for (const copy of left) removeDatabase(copy);
  lock?.release();
}

/**
 * `scribe store encrypt` and its like put another file in the place of the store. Whoever waited for the old one
 * meanwhile has a file without a name then, and opens the store again.
 */
function unlessReplaced(path: string, open: () => Store): Store {
  const file = () => statSync(path, { throwIfNoEntry: false })?.ino;
  for (;;) {
    const before = file();
    let store: Store | undefined;
    let failure: unknown;
    try {
      store = open();
    } catch (cause) {
      failure = cause;
    }
    const same = before === file();
    if (same && store) return store;
    store?.close();
    if (same) throw failure;
  }
}

/** What SQLite says about a store that did not open; about an encrypted one it only says that it is no database. */
function notOpened(path: string, key: StoreKey | null, cause: unknown): unknown {
  if (!isSqliteError(cause) || cause.code !== 'SQLITE_NOTADB' || !canBeSealed(path))
    return storeError('opening the store', path, cause);
  if (!key) return locked(path, cause);
  return new ScribeError(
    'STORE',
    `Opening the encrypted store ${path} failed: the ${key.kind} does not open it, or the file is damaged.`,
    { hint: `Name the ${key.kind} that it was encrypted with. Without it nobody can read the store.`, cause },
  );
}

/** For a store that is encrypted, and no key to open it. */
export const locked = (path: string, cause?: unknown): ScribeError =>
  new ScribeError(
    'STORE',
    `Opening the store ${path} failed: it is encrypted (or not a SQLite database), and there is no key.`,
    {
      hint: 'Name the key file with SCRIBE_KEY_FILE or `scribe config set keyFile FILE`, or put the passphrase into SCRIBE_PASSPHRASE.',
      cause,
    },
  );

const notEncrypted = (path: string, { kind }: StoreKey): ScribeError =>
  new ScribeError(
    'STORE',
    `Opening the store ${path} failed: a ${kind} is given, and the store is not encrypted.`,
    {
      hint:
        kind === 'passphrase'
          ? 'Encrypt it with `scribe store encrypt`, or unset SCRIBE_PASSPHRASE.'
          : 'Encrypt it with `scribe store encrypt`, or take the key file out of the settings: unset SCRIBE_KEY_FILE, or `scribe config unset keyFile`.',
    },
  );

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

/** @throws ScribeError STORE when there is no build of sqlite-vec for this machine. */
export function loadVectorSearch(db: Database.Database): void {
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
