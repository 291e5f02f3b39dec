import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';
import { storeError } from './store-error.js';

export interface RecordingLock {
  /** Lets the next one in. Doing it twice does no harm. */
  release(): void;
}

/**
 * Takes the lock of one recording among all processes of this machine, or says at once that it is taken.
 *
 * The lock is an exclusive transaction on an empty SQLite file: SQLite holds it as a lock of the operating system
 * (fcntl, LockFileEx), which goes with the process however that ends, so none is ever left behind.
 *
 * The file is unlinked by its holder. Somebody may have opened it just before that and lock it just after: a lock
 * on a file that nobody else can see any more. So who has locked looks whether the name still stands for the file
 * that was there before it opened it, and begins again when it does not.
 *
 * @param home folder of the store.
 * @param key what tells the recording from others: its SHA-256, or the fingerprint of its content.
 * @returns null when another process (or another part of this one) has it.
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function lockRecording(home: string, key: string): RecordingLock | null {
  const folder = join(home, 'locks');
  const path = join(folder, `${createHash('sha256').update(key).digest('hex')}.lock`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (;;) {
      const before = identity(path) ?? makeLockFile(path);
      const db = tryLock(path);
      if (db === null) return null;
      if (db === 'gone') continue;
      if (before !== null && before === identity(path)) return { release: () => release(db, path) };
      db.close();
    }
  } catch (cause) {
    const known = storeError('locking the recording', path, cause);
    if (known !== cause || !(cause instanceof Error)) throw known;
    throw new ScribeError('STORE', `Locking the recording with ${path} failed: ${cause.message}.`, {
      hint: 'Point SCRIBE_HOME at a folder that you may write.',
      cause,
    });
  }
}

/**
 * How long to go on trying, in milliseconds. Two who try at the very same moment stand in each other's way for an
 * instant, and without a second try neither would get it.
 */
const patience = 250;

/** Null when another has it, `gone` when its holder has unlinked it before we could open it. */
function tryLock(path: string): Database.Database | 'gone' | null {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: patience, fileMustExist: true });
    // Nothing is ever written, so no journal need lie beside the file.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (cause) {
    db?.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return null;
    if (identity(path) === null) return 'gone';
    throw cause;
  }
}

function release(db: Database.Database, path: string): void {
  if (!db.open) return;
  try {
    unlinkSync(path);
  } catch {
    // Windows does not unlink an open file. An empty file is left then, and used again.
  }
  db.close();
}

/** An inode number is given again once its file is gone; with the moment of its making it is not. */
function identity(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}:${stat.birthtimeNs}` : null;
}

function makeLockFile(path: string): string | null {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
  return identity(path);
}
