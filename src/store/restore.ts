import { closeSync, existsSync, openSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';
import { errorCode, whyNotWritten } from '../platform/disk-errors.js';
import { oweAllRenderings } from './artifacts.js';
import { type CopyControl, copyPages, copyStore, openBackup } from './backup.js';
import { copySealed, holdAlone, scratchOf } from './copy-sealed.js';
import {
  canBeSealed,
  isSealed,
  isSqliteError,
  openDatabase,
  removeDatabase,
  type StoreKey,
} from './engine.js';
import { takeLock } from './locks.js';
import { migrate, readMigrations, shippedMigrations } from './migrate.js';
import { locked, openExisting } from './open-store.js';
import { storeError, storeOver } from './store.js';
import { countMeetings } from './store-facts.js';

export interface Restored {
  /** Of the backup, before it was brought up to date. */
  readonly schemaVersion: number;
  readonly meetingsByStatus: Readonly<Record<string, number>>;
  /** Where what was there before is kept; null: there was nothing. */
  readonly kept: string | null;
}

/**
 * Puts a backup in the place of the store. It is verified and brought to the newest schema in a copy beside the store
 * first; then its pages take the place of the store's in one transaction of SQLite, so that a kill or a full disk leaves
 * one or the other. What was there before is kept as a copy with the time in its name. All rendered files are owed.
 *
 * @param options.from the backup, absolute.
 * @param options.rendered ids of the meetings that have rendered files: those that the backup does not know are owed
 * their removal.
 * @param options.verifyOnly stop before the store is touched.
 * @throws ScribeError STORE when the backup is not right, or another program works in the store.
 */
export async function restoreStore(
  options: {
    readonly home: string;
    readonly from: string;
    readonly rendered: readonly string[];
    readonly now: string;
    readonly verifyOnly?: boolean;
    /** With a key the restored store is encrypted. An encrypted backup, or present store, must have the same. */
    readonly key: StoreKey | null;
  } & CopyControl,
): Promise<Restored> {
  const { home, from, rendered, now, verifyOnly = false, key } = options;
  const path = storePath(home);
  const { part } = workingCopies(path);
  if (!key && canBeSealed(path)) throw locked(path);
  const lock = takeLock(home, 'restore', 'the store');
  if (!lock) throw busy(path);
  try {
    removeWorkingCopies(path);
    const source = openBackup(from, key);
    let schemaVersion: number;
    try {
      ({ schemaVersion } = await copyStore(source, part, options, key));
    } finally {
      source.close();
    }
    const ready = openExisting({ home, path: part, key });
    const migrations = readMigrations(shippedMigrations);
    migrate(ready.db, { migrations, now, path: part });
    oweAllRenderings(ready, rendered);
    const meetingsByStatus = countMeetings(ready);
    ready.close();
    const kept = verifyOnly ? null : await takePlace(part, path, key, now);
    return { schemaVersion, meetingsByStatus, kept };
  } catch (cause) {
    throw notRestored(path, cause);
  } finally {
    cleanUp(path);
    lock.release();
  }
}

/** What cannot be removed, as on a disk that has become read-only, is swept later; the first error is the one to tell. */
function cleanUp(path: string): void {
  try {
    removeWorkingCopies(path);
  } catch {
    // See above.
  }
}

/** Removes what a restore that was killed has left beside the store: all voices are in it. */
export function sweepRestore(home: string): void {
  const path = storePath(home);
  if (!Object.values(workingCopies(path)).some((copy) => existsSync(copy))) return;
  const lock = takeLock(home, 'restore', 'the store');
  if (!lock) return;
  cleanUp(path);
  lock.release();
}

/** The database file, links resolved. */
function storePath(home: string): string {
  const link = join(home, 'scribe.db');
  return existsSync(link) ? realpathSync(link) : link;
}

/** What is to take the place of the store, and what is to be kept of it, until they are complete. */
const workingCopies = (path: string) => ({ part: `${path}.restoring`, keeping: `${path}.keeping` });

function removeWorkingCopies(path: string): void {
  for (const copy of Object.values(workingCopies(path))) {
    removeDatabase(copy);
    removeDatabase(scratchOf(copy));
  }
}

/** @returns where what was there before is. */
async function takePlace(
  part: string,
  path: string,
  key: StoreKey | null,
  now: string,
): Promise<string | null> {
  if (key && existsSync(path)) return swapPlaces(part, path, key, now);
  const kept = existsSync(path) ? await keepPresent(path, now) : null;
  // Nothing there, or it was damaged and has another name now.
  if (!existsSync(path)) {
    removeDatabase(path);
    renameSync(part, path);
    return kept;
  }
  const db = openDatabase(part, null);
  try {
    await copyPages(db, path);
  } catch (cause) {
    throw isBusy(cause) ? busy(path) : cause;
  } finally {
    db.close();
  }
  return kept;
}

/** The same for an encrypted file, whose pages cannot be copied over others: it takes the name of the store. */
async function swapPlaces(part: string, path: string, key: StoreKey, now: string): Promise<string> {
  const kept = keptPath(path, now);
  const { keeping } = workingCopies(path);
  const old = isSealed(path) ? key : null;
  closeSync(openSync(keeping, 'wx', 0o600));
  const swap = () => {
    renameSync(keeping, kept);
    renameSync(part, path);
  };
  try {
    await copySealed({ path, key: old }, { path: keeping, key: old }, { hold: holdAlone, done: swap });
    return kept;
  } catch (cause) {
    throw isBusy(cause) ? busy(path) : cause;
  }
}

/** Copies the store beside itself, when nobody else has it open. One that SQLite cannot read is moved there. */
async function keepPresent(path: string, now: string): Promise<string> {
  const kept = keptPath(path, now);
  const { keeping } = workingCopies(path);
  let db: Database.Database | undefined;
  try {
    db = openDatabase(path, null, { timeout: 500 });
    // Leaving WAL takes the store for itself alone: SQLite refuses it while anybody else has it open.
    db.pragma('journal_mode = DELETE');
    await copyStore(storeOver(db, { home: '', path, key: null }), keeping);
    renameSync(keeping, kept);
  } catch (cause) {
    if (isBusy(cause)) throw busy(path);
    db?.close();
    const damaged =
      (isSqliteError(cause) && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code)) ||
      (cause instanceof ScribeError && cause.code === 'STORE');
    if (!damaged) throw cause;
    for (const suffix of ['', '-wal'])
      if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
  } finally {
    db?.close();
  }
  return kept;
}

/** `scribe-before-restore-20261127T103000Z.db`, with a number when there is one already. */
function keptPath(path: string, now: string): string {
  const stamp = now.replace(/\.\d+/, '').replace(/[-:]/g, '');
  const base = path.replace(/\.db$/, `-before-restore-${stamp}`);
  for (let number = 1; ; number++) {
    const kept = number === 1 ? `${base}.db` : `${base}-${number}.db`;
    if (!existsSync(kept)) return kept;
  }
}

/** A disk that is full or may not be written, in words. */
function notRestored(path: string, cause: unknown): unknown {
  const code = errorCode(cause);
  if (cause instanceof ScribeError || !/^(SQLITE_|E[A-Z]+$)/.test(code)) return cause;
  const known = storeError('restoring the store', path, cause);
  if (known !== cause) return known;
  return new ScribeError('STORE', `Restoring the store ${path} failed: ${whyNotWritten(cause)}.`, {
    hint: 'Make room, or point SCRIBE_HOME at a folder that you may write. The store was not changed.',
    cause,
  });
}

const isBusy = (cause: unknown): boolean => isSqliteError(cause) && /^SQLITE_(BUSY|LOCKED)/.test(cause.code);

const busy = (path: string): ScribeError =>
  new ScribeError('STORE', `Restoring the store ${path} failed: another scribe works in it.`, {
    hint: 'Wait for it to finish, or stop it with Ctrl-C, then run this again.',
  });
