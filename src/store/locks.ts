import { closeSync, existsSync, mkdirSync, openSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import { sha256 } from '../platform/hash-file.js';
import { isSqliteError } from './engine.js';
import { read, type Store, storeError } from './store.js';

export interface ProcessLock {
  /** Lets the next one in. Doing it twice does no harm. */
  release(): void;
}

/** How long to wait at the gate, in milliseconds; it is held for about one. */
const gatePatience = 10_000;

/**
 * Takes a lock that one process of this machine holds at a time.
 *
 * The lock is an exclusive transaction on an empty SQLite file: SQLite holds it as a lock of the operating system
 * (fcntl, LockFileEx), which goes with the process however that ends, so none is ever left behind.
 *
 * Its holder unlinks the file in the end. Another process may open it just before that, and just after it lock a file
 * that nobody else can see any more. So files are opened and unlinked only behind a gate: a lock of the same
 * kind whose file stays.
 *
 * @param home folder of the store.
 * @param key what tells one lock from another; any text.
 * @param what is locked, for messages: `the recording`.
 * @returns null when another process (or another part of this one) has it.
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function takeLock(home: string, key: string, what: string): ProcessLock | null {
  const folder = join(home, 'locks');
  const path = join(folder, `${sha256(key)}.lock`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const held = behindGate(folder, () => tryLock(path, 0));
    return held && { release: () => release(held, folder, path) };
  } catch (cause) {
    const known = storeError(`locking ${what}`, path, cause);
    if (known !== cause || !(cause instanceof Error)) throw known;
    throw new ScribeError('STORE', `Locking ${what} with ${path} failed: ${cause.message}.`, {
      hint: 'Point SCRIBE_HOME at a folder that you may write.',
      cause,
    });
  }
}

function release(held: Database.Database, folder: string, path: string): void {
  if (!held.open) return;
  try {
    behindGate(folder, () => unlinkSync(path));
  } catch {
    // Windows does not unlink an open file, and the gate may be gone with its folder. An empty file that stays is
    // used again; what matters is that the lock goes.
  }
  held.close();
}

function behindGate<T>(folder: string, work: () => T): T {
  const path = join(folder, 'gate');
  const gate = tryLock(path, gatePatience);
  if (!gate) throw new Error(`${path} stays locked: another scribe has stopped inside`);
  try {
    return work();
  } finally {
    gate.close();
  }
}

/**
 * Removes the files of locks whose holders were killed. They are empty and lock nobody out, but each recording has names
 * of its own, so they would become ever more. It changes nothing else, and what fails here is left.
 */
export function sweepLocks(home: string): void {
  const folder = join(home, 'locks');
  try {
    const left = readdirSync(folder).filter((name) => name.endsWith('.lock'));
    if (left.length === 0) return;
    behindGate(folder, () => {
      for (const name of left) {
        const path = join(folder, name);
        if (!existsSync(path)) continue;
        const held = tryLock(path, 0);
        if (!held) continue;
        unlinkSync(path);
        held.close();
      }
    });
  } catch {
    // There are none yet, or the folder may not be written.
  }
}

/** @returns null when another process still holds it after `patience` milliseconds. */
function tryLock(path: string, patience: number): Database.Database | null {
  makePrivateFile(path);
  const db = new Database(path, { timeout: patience, fileMustExist: true });
  try {
    // Nothing is ever written, so no journal need lie beside the file.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (cause) {
    db.close();
    if (isSqliteError(cause) && cause.code.startsWith('SQLITE_BUSY')) return null;
    throw cause;
  }
}

/** An existing file is not opened: closing it would drop the locks that this process holds on it (fcntl). */
function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw cause;
  }
}

/**
 * Takes the lock of one recording, or returns null when another process (or another part of this one) has it.
 *
 * @param home folder of the store.
 * @param key what tells the recording from others: its SHA-256, or the fingerprint of its content.
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function lockRecording(home: string, key: string): ProcessLock | null {
  return takeLock(home, key, 'the recording');
}

/**
 * Takes the lock of the recording of a meeting that is not finished, so that nobody resumes it.
 *
 * @returns null when another process is at work on it; a lock of nothing when the meeting has ended.
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function lockUnfinished(store: Store, meetingId: string): ProcessLock | null {
  const unfinished = read(store, 'looking for the recording', () =>
    store
      .sql<{ contentFp: string }>(
        `SELECT f.content_fp AS contentFp FROM meetings m JOIN files f ON f.id = m.file_id
         WHERE m.id = ? AND m.status IN ('pending', 'processing') AND f.content_fp IS NOT NULL`,
      )
      .get(meetingId),
  );
  return unfinished ? lockRecording(store.home, unfinished.contentFp) : { release: () => {} };
}

/** How long to wait for another program, in milliseconds; it holds such a lock while it writes some files. */
const usualPatience = 30_000;

/**
 * Takes the lock of the files of one meeting, so that the program that writes them last has read the latest
 * state of the meeting.
 *
 * @throws ScribeError STORE when another program keeps it, or it cannot be made.
 */
export function lockMeetingFiles(home: string, meetingId: string, patience?: number): Promise<ProcessLock> {
  return waitForLock(home, `files of ${meetingId}`, `the files of the meeting ${meetingId}`, patience);
}

/** Takes the lock of a folder in which meetings choose folders of their own. @throws ScribeError STORE */
export function lockOutputFolder(home: string, folder: string): Promise<ProcessLock> {
  return waitForLock(home, `output ${folder}`, `the folder ${folder}`);
}

async function waitForLock(
  home: string,
  key: string,
  what: string,
  patience = usualPatience,
): Promise<ProcessLock> {
  const deadline = performance.now() + patience;
  for (;;) {
    const lock = takeLock(home, key, what);
    if (lock) return lock;
    if (performance.now() >= deadline)
      throw new ScribeError('STORE', `Locking ${what} failed: another scribe is writing there.`, {
        hint: 'Wait for it to finish; the next command writes what is still out of date.',
      });
    await pause(20);
  }
}

/** Takes the lock of a model's folder, or returns null when another process fills it. @throws ScribeError STORE */
export function lockModel(home: string, name: string): ProcessLock | null {
  return takeLock(home, `model ${name}`, `the model ${name}`);
}

/** Takes the lock of an export to one place, or returns null when another process exports there. @throws ScribeError STORE */
export function lockExport(home: string, place: string): ProcessLock | null {
  return takeLock(home, `export ${place}`, `the export to ${place}`);
}
