import { existsSync, linkSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { ScribeError } from '../../errors.js';
import { errorCode, whyNotWritten } from '../../platform/disk-errors.js';
import { sha256 } from '../../platform/hash-file.js';
import { syncFolder } from '../../platform/sync-folder.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { copyStore, type StoreCopy } from '../../store/backup.js';
import { removeDatabase } from '../../store/engine.js';
import { allMeetings, noteLeft } from '../../store/export-log.js';
import { takeLock } from '../../store/locks.js';
import { readMigrations, shippedMigrations } from '../../store/migrate.js';
import type { Store } from '../../store/store.js';
import { withExistingStore } from '../with-store.js';
import { copyProgress } from './copy-progress.js';

/** `scribe store backup FILE`: a verified copy of the store as it is, while others go on writing. */
export async function backupStore(
  context: CommandContext,
  file: string,
  { force = false }: { readonly force?: boolean },
): Promise<void> {
  return withExistingStore(context, async (store) => {
    const path = chooseTarget(store, file, force);
    const { part, lock } = openPart(store.home, path, context.newId());
    try {
      const copy = await copyStore(store, part, copyProgress(context));
      takePlace(part, path, force);
      logBackup(store, path, copy, context.now());
      await syncFolder(dirname(path));
      if (context.json) return printJson(context, { path, ...copy });
      writeLine(
        context.out,
        `${path}: ${formatBytes(copy.size)}, schema ${copy.schemaVersion}, ${counted(copy.rows.meetings ?? 0, 'meeting')}; verified`,
      );
      if (!context.quiet)
        writeLine(
          context.err,
          'Rendered transcripts are not in it: scribe store restore writes them again. Neither are recordings, models and the config file.',
        );
    } catch (cause) {
      throw notWritten(path, cause);
    } finally {
      try {
        removeDatabase(part);
      } catch {
        // On a disk that has become read-only it stays until the next backup: the first error is the one to tell.
      }
      lock?.release();
    }
  });
}

/**
 * Where a backup is written until it is complete: a hidden file beside it. Those of this store that were left there when
 * a backup was killed are removed: all voices are in them. The lock says that this one is not.
 */
function openPart(home: string, path: string, id: string) {
  const folder = dirname(path);
  const mine = sha256(realpathSync(home)).slice(0, 16);
  const lockOf = (part: string) => takeLock(home, `backup ${part}`, 'the backup');
  for (const name of namesIn(folder)) {
    const left = /^\..*\.([0-9a-f]{16})\.([0-9a-f-]{36})\.part(?:-scratch)?$/.exec(name);
    if (left?.[1] !== mine) continue;
    const lock = lockOf(left[2]);
    if (!lock) continue;
    removeDatabase(join(folder, name));
    lock.release();
  }
  return { part: join(folder, `.${basename(path)}.${mine}.${id}.part`), lock: lockOf(id) };
}

/** Empty where the folder cannot be read: writing into it says why. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Notes the backup in the log of exports, which a store of an older program does not have. */
function logBackup(store: Store, path: string, { size, rows, schemaVersion }: StoreCopy, now: string): void {
  if (schemaVersion < readMigrations(shippedMigrations).length) return;
  noteLeft(store, {
    command: 'store backup',
    destination: path,
    voiceprints: true,
    now,
    meetingIds: allMeetings(store),
    items: Object.values(rows).reduce((sum, count) => sum + count, 0),
    bytes: size,
  });
}

/** Where the backup goes, links resolved, so that with --force the file behind a link is replaced. */
function chooseTarget(store: Store, file: string, force: boolean): string {
  const given = resolve(file);
  const there = statSync(given, { throwIfNoEntry: false });
  if (!there) return given;
  const refusal = (reason: string, hint: string) =>
    new ScribeError('USAGE', `Writing the backup ${given} failed: ${reason}.`, { hint });
  if (there.isDirectory())
    throw refusal('it is a folder', `Name a file in it: scribe store backup ${join(file, 'scribe.db')}`);
  const path = realpathSync(given);
  if (path === realpathSync(store.path)) throw refusal('it is the store itself', 'Name another file.');
  if (!force) throw existing(given);
  return path;
}

const existing = (path: string): ScribeError =>
  new ScribeError('USAGE', `Writing the backup ${path} failed: there is such a file already.`, {
    hint: 'Name another file, or replace it with --force.',
  });

/** Without `force`, a file that appeared in the meantime stays. */
function takePlace(part: string, path: string, force: boolean): void {
  if (force) return renameSync(part, path);
  try {
    linkSync(part, path);
    rmSync(part);
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') throw existing(path);
    // Some file systems have no second names.
    if (existsSync(path)) throw existing(path);
    renameSync(part, path);
  }
}

/** What SQLite and the system say about a file that cannot be written; everything else as it is. */
function notWritten(path: string, cause: unknown): unknown {
  if (cause instanceof ScribeError || !(cause instanceof Error)) return cause;
  const code = errorCode(cause);
  const ofSqlite: readonly (readonly [prefix: string, meaning: string])[] = [
    ['SQLITE_FULL', 'the disk is full'],
    ['SQLITE_IOERR_WRITE', 'the disk takes no more of it'],
    ['SQLITE_IOERR_FSYNC', 'the disk takes no more of it'],
    ['SQLITE_IOERR', `the disk reports an error (${code})`],
    ['SQLITE_CANTOPEN', 'the file cannot be opened'],
    ['SQLITE_READONLY', 'the file may not be written'],
  ];
  const known = ofSqlite.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (code.startsWith('SQLITE_') ? !known : !/^E[A-Z]+$/.test(code)) return cause;
  const reason = known ?? (code === 'ENOENT' ? 'there is no such folder' : whyNotWritten(cause));
  return new ScribeError('OUTPUT', `Writing the backup ${path} failed: ${reason}.`, {
    hint: 'Name a file in a folder with enough room that you may write. Nothing was left there.',
    cause,
  });
}
