import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { spoolingError } from '../audio/spool-folder.js';
import { type Audio, audioFiles } from '../domain/recording.js';
import { isAlive } from '../platform/is-alive.js';
import { type ProcessLock, sweepLocks, takeLock } from '../store/locks.js';

/** The working files of this process: decoded samples, and the bytes of standard input. */
export interface Spool {
  /** The folder of this process alone, created on first use. @throws ScribeError OUTPUT */
  folder(): string;
  /** Deletes it with all that is in it. */
  close(): void;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Opens the spool of this process, and deletes what ended processes left behind in theirs.
 *
 * Each process has a folder of its own and holds a lock of the same name, which ends with the process however that ends
 * (`takeLock`). Whoever gets the lock of a folder knows that its owner is gone, even if its process number is in use
 * again.
 *
 * @param cache folder of the cache.
 * @param isWanted whether this process can use a file of an ended one: then it is taken over.
 */
export function openSpool(cache: string, isWanted: (fileName: string) => boolean = () => false): Spool {
  const root = join(cache, 'spool');
  sweepLocks(cache);
  let own: { readonly folder: string; readonly lock: ProcessLock } | null = null;
  const spool: Spool = {
    folder() {
      own ??= makeFolder(cache, root);
      closedAtExit(spool);
      return own.folder;
    },
    close() {
      if (!own) return;
      inUse.delete(spool);
      removeNow(own.folder);
      own.lock.release();
      own = null;
    },
  };
  for (const { path, files, done } of leftBehind(cache, root))
    try {
      for (const name of files) if (isWanted(name)) renameSync(join(path, name), join(spool.folder(), name));
      rmSync(path, { recursive: true, force: true });
    } catch {
      // If the cache cannot be written, the first write to it says so.
    } finally {
      done();
    }
  return spool;
}

/** Spools of this process that have a folder. */
const inUse = new Set<Spool>();

/** An interruption ends the process after a moment, whether or not everybody has finished. */
function closedAtExit(spool: Spool): void {
  if (!process.listeners('exit').includes(closeAll)) process.once('exit', closeAll);
  inUse.add(spool);
}

const closeAll = () => {
  for (const spool of inUse) spool.close();
};

/** Deletes the decoded samples of a recording. */
export function removeAudio(audio: Audio): void {
  audioFiles(audio).forEach(removeNow);
}

/** What cannot be removed, as on a disk that has become read-only, is left to the next run; it fails nothing. */
function removeNow(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The lock of its folder goes with this process, and the next one sweeps it.
  }
}

/** Deletes the working files of all ended processes. */
export const sweepSpool = (cache: string): void => openSpool(cache).close();

/** How many working files ended processes have left behind, and their bytes. Those of living ones do not count. */
export function measureSpool(cache: string): { readonly files: number; readonly bytes: number } {
  let [count, bytes] = [0, 0];
  for (const { path, files, done } of leftBehind(cache, join(cache, 'spool')))
    try {
      for (const file of files.length > 0 ? files.map((name) => join(path, name)) : [path]) {
        const found = lstatSync(file, { throwIfNoEntry: false });
        if (!found?.isFile()) continue;
        count++;
        bytes += found.size;
      }
    } finally {
      done();
    }
  return { files: count, bytes };
}

function makeFolder(cache: string, root: string) {
  const name = newId();
  const folder = join(root, name);
  try {
    const lock = takeLock(cache, `spool ${name}`, 'the working files');
    if (!lock) throw new Error(`another process has the lock of ${folder}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { folder, lock };
  } catch (cause) {
    throw spoolingError(root, cause);
  }
}

interface Leftover {
  readonly path: string;
  /** Names of the files in it. */
  readonly files: readonly string[];
  readonly done: () => void;
}

/** Folders whose owner is gone, each locked until `done`, and loose files that earlier versions left. */
function* leftBehind(cache: string, root: string): Generator<Leftover> {
  for (const entry of list(root)) {
    const path = join(root, entry.name);
    if (!entry.isDirectory()) {
      if (!isOfLivingProcess(entry.name)) yield { path, files: [], done: () => {} };
    } else if (uuid.test(entry.name)) {
      const lock = lockOf(cache, entry.name);
      const files = list(path).map(({ name }) => name);
      if (lock) yield { path, files, done: () => lock.release() };
    }
  }
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function lockOf(cache: string, name: string): ProcessLock | null {
  try {
    return takeLock(cache, `spool ${name}`, 'the working files');
  } catch {
    return null;
  }
}

/** Earlier versions put the process number into the file names. */
function isOfLivingProcess(fileName: string): boolean {
  const pid = /^(?:decode|[0-9a-f]{64})-(\d+)-\d+-\d+\.(?:pcm|input\.part|pcm\.part)$/.exec(fileName)?.[1];
  return pid === undefined || isAlive(Number(pid));
}
