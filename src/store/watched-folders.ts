import { sep } from 'node:path';
import { type ProcessLock, takeLock } from './locks.js';
import { read, type Store, write } from './store.js';

/** A folder that is or was watched. */
export interface WatchedFolder {
  /** Absolute. */
  readonly folder: string;
  /** UTC ISO-8601. */
  readonly firstWatchedAt: string;
  /** The process that watches it, or the last one that did. */
  readonly pid: number;
  /** When that began, UTC ISO-8601. */
  readonly startedAt: string;
}

/** All folders that are or were watched, by their paths. */
export function listWatchedFolders(store: Store): readonly WatchedFolder[] {
  return read(store, 'listing the watched folders', () =>
    store
      .sql<WatchedFolder>(
        `SELECT folder, first_watched_at AS firstWatchedAt, pid, started_at AS startedAt
         FROM watched_folders ORDER BY folder`,
      )
      .all(),
  );
}

/** Whether a process watches this very folder now. @throws ScribeError STORE when that cannot be found out. */
export function isWatched(store: Store, folder: string): boolean {
  const lock = lockFolder(store, folder);
  lock?.release();
  return lock === null;
}

/**
 * Takes a folder to watch it. Two watchers would do the same work twice, also when one watches a folder inside the other's.
 *
 * @returns the lock, which ends with the process; or who watches it, or a folder around or inside it (null: nobody who has
 *   said so yet).
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function claimFolder(
  store: Store,
  claim: { readonly folder: string; readonly pid: number; readonly now: string },
): { readonly lock: ProcessLock; readonly isNew: boolean } | { readonly holder: WatchedFolder | null } {
  const { folder, pid, now } = claim;
  const known = listWatchedFolders(store);
  const holder = known
    .filter((other) => other.folder !== folder && overlap(folder, other.folder))
    .find((other) => isWatched(store, other.folder));
  if (holder) return { holder };
  const lock = lockFolder(store, folder);
  const same = listWatchedFolders(store).find((other) => other.folder === folder);
  if (!lock) return { holder: same ?? null };
  write(store, 'noting that a folder is watched', () => {
    store
      .sql(
        `INSERT INTO watched_folders (folder, first_watched_at, pid, started_at) VALUES (@folder, @now, @pid, @now)
         ON CONFLICT (folder) DO UPDATE SET pid = @pid, started_at = @now`,
      )
      .run({ folder, pid, now });
  });
  return { lock, isNew: same === undefined };
}

/** Whether one of two absolute paths is the other, or lies inside it. */
export const overlap = (one: string, other: string): boolean => isInside(one, other) || isInside(other, one);

const isInside = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);

const lockFolder = (store: Store, folder: string): ProcessLock | null =>
  takeLock(store.home, `watch ${folder}`, `the watched folder ${folder}`);
