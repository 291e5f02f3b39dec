import { closeSync, fstatSync, fsyncSync, openSync, realpathSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ScribeError } from '../errors.js';
import { syncFolder } from '../platform/sync-folder.js';
import { oweAllRenderings } from './artifacts.js';
import { type StoreCopy, verifyCopy } from './backup.js';
import { copySealed, holdAlone } from './copy-sealed.js';
import { isSqliteError, removeDatabase, type StoreKey } from './engine.js';
import { takeLock } from './locks.js';
import { loadVectorSearch, openExisting } from './open-store.js';
import { storeError, storeOver } from './store.js';
import { countRows } from './store-facts.js';

export interface Resealing {
  readonly home: string;
  readonly from: StoreKey | null;
  readonly to: StoreKey | null;
  /** Ids of the meetings that have rendered files. */
  readonly rendered: readonly string[];
}

/**
 * Encrypts a store, decrypts it, or changes its key. A copy is written beside it and verified, and takes its name in one
 * step, so that a kill or a full disk leaves one or the other. Nobody else can have the store open meanwhile. Then the
 * bytes of the old file are overwritten. All rendered files are owed: an encrypted store has none.
 *
 * @throws ScribeError STORE when the key is wrong, somebody works in the store, or the disk is full; it is as it was then.
 */
export async function resealStore({ home, from, to, rendered }: Resealing): Promise<StoreCopy> {
  const link = join(home, 'scribe.db');
  // The key is tried, and the schema, before anything is made.
  openExisting({ home, key: from }).close();
  const path = realpathSync(link);
  const part = `${path}.resealing`;
  const lock = takeLock(home, 'restore', 'the store');
  if (!lock) throw busy(link);
  // A name that is gone leaves no other way to the old bytes.
  const old = openSync(path, 'r+');
  try {
    // A process that was killed may have left one.
    removeDatabase(part);
    closeSync(openSync(part, 'wx', 0o600));
    let rows: StoreCopy['rows'] = {};
    let copy: StoreCopy | undefined;
    await copySealed(
      { path, key: from },
      { path: part, key: to },
      {
        hold: (db) => {
          holdAlone(db);
          loadVectorSearch(db);
          rows = countRows(storeOver(db, { home, path, key: from }), 'source');
        },
        done: async () => {
          copy = verifyCopy(part, to, rows);
          const ready = openExisting({ home, path: part, key: to });
          oweAllRenderings(ready, rendered);
          ready.close();
          renameSync(part, path);
          await syncFolder(dirname(path));
          overwrite(old);
        },
      },
    );
    return copy!;
  } catch (cause) {
    throw isSqliteError(cause) && /^SQLITE_(BUSY|LOCKED)/.test(cause.code)
      ? busy(link)
      : storeError('writing the store anew', link, cause);
  } finally {
    removeDatabase(part);
    closeSync(old);
    lock.release();
  }
}

const zeros = Buffer.alloc(1 << 20);

/** Writes zeros over a file. What a file system or a disk keeps elsewhere, it does not reach. */
function overwrite(file: number): void {
  const { size } = fstatSync(file);
  for (let at = 0; at < size; at += zeros.length)
    writeSync(file, zeros, 0, Math.min(zeros.length, size - at), at);
  fsyncSync(file);
}

const busy = (path: string): ScribeError =>
  new ScribeError('STORE', `Writing the store ${path} anew failed: another scribe works in it.`, {
    hint: 'Wait for it to finish, or stop it with Ctrl-C, then run this again.',
  });
