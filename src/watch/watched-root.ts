import { lstatSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { listFiles } from '../ingest/find-recordings.js';
import { fsPath } from '../platform/file-names.js';
import { type FolderEvents, listenBelow } from './folder-events.js';
import { networkDriveOf } from './network-drive.js';

/** A folder that is watched. */
export interface WatchedRoot {
  /** Absolute. */
  readonly folder: string;
  /** Whether it was there at the last look. */
  isPresent(): boolean;
  /** Seconds between two looks; null: the system tells of changes. */
  poll(): number | null;
  /** Whether it is another machine's, as far as is known: its clock and its numbers of files are not to be trusted. */
  isRemote(): boolean;
  /** Files that may be new or different since the last call, as absolute paths; all of them at first. */
  changes(clock: number): Promise<readonly string[]>;
  /** Milliseconds until `changes` may have something to say without a ring of the bell. */
  nextLook(clock: number): number;
  close(): Promise<void>;
}

export interface RootOptions {
  /** Seconds between two looks; undefined: only where the system does not tell of changes. */
  readonly poll?: number;
  /** Whether one look is enough. */
  readonly once: boolean;
  readonly recursive: boolean;
  /** Absolute paths of folders that are not looked into. */
  readonly ours: ReadonlySet<string>;
  /** Whether the rules leave a path alone, relative to the folder, with forward slashes. */
  readonly ignores: (path: string) => boolean;
  /** Called when something has changed. */
  readonly ring: () => void;
  /** Told when the system stops telling of changes. */
  readonly warn: (message: string) => void;
  readonly away: () => void;
  readonly back: () => void;
}

const lookDefaults = {
  /** Seconds between two looks at a network drive. */
  poll: 10,
  /** Seconds between two looks at everything where the system tells of changes: it may have lost some. */
  sweep: 900,
  /** Seconds between two looks whether the folder itself is still there, and the same. */
  presence: 5,
} as const;

/** Starts to watch a folder, which need not be there yet. */
export function openRoot(folder: string, options: RootOptions): WatchedRoot {
  const { ring, warn, away, back } = options;
  let events: FolderEvents | null = null;
  /** Device and number of the folder that was looked at last; null: it was not there. */
  let identity: string | null = null;
  let isFirst = true;
  let poll = options.poll ?? null;
  let isRemote = options.poll !== undefined;
  let tellsNothing = false;
  let sweepAt = 0;
  let lookAt = 0;
  const changed = new Set<string>();
  const nameOf = (path: string) => relative(folder, path).split(sep).join('/');
  const enters = (path: string): boolean =>
    options.recursive && !options.ours.has(path) && !isHidden(nameOf(path)) && !options.ignores(nameOf(path));

  const list = async (below: string): Promise<readonly string[]> => {
    const { files } = await listFiles(below, enters);
    return files.map(({ name }) => join(below, name)).filter((path) => !options.ignores(nameOf(path)));
  };

  /** Listens where that works; a drive that came back may be another kind of drive. */
  const listen = async () => {
    await events?.close();
    events = null;
    isRemote = options.poll !== undefined || (await networkDriveOf(folder).catch(() => null)) !== null;
    poll = options.poll ?? (isRemote || tellsNothing ? lookDefaults.poll : null);
    if (poll !== null || options.once) return;
    events = await listenBelow(folder, enters, {
      changed: (path) => {
        changed.add(path);
        ring();
      },
      failed: (error) => {
        // A folder that has gone is noticed by itself.
        if (identityOf(folder) === null || tellsNothing) return;
        tellsNothing = true;
        warn(
          `The system does not tell of all changes in ${folder} (${error.message}); it is looked at every ${lookDefaults.poll} s instead.`,
        );
        identity = 'to be opened again';
        ring();
      },
    });
  };

  /** Files at or below the paths that were told. */
  const drain = async (): Promise<readonly string[]> => {
    const told = [...changed];
    changed.clear();
    const found = new Set<string>();
    for (const path of told) {
      const there = lstatSync(fsPath(path), { throwIfNoEntry: false });
      // A name that is no UTF-8 was told wrongly: its folder is looked at.
      const below = there?.isDirectory() ? path : there ? null : dirname(path);
      if (below === null) {
        if (!options.ignores(nameOf(path))) found.add(path);
      } else if (below === folder || enters(below)) for (const file of await list(below)) found.add(file);
    }
    return [...found];
  };

  return {
    folder,
    isPresent: () => identity !== null,
    poll: () => poll,
    isRemote: () => isRemote,
    async changes(clock) {
      if (clock >= lookAt) {
        lookAt = clock + 1000 * Math.min(poll ?? lookDefaults.presence, lookDefaults.presence);
        const present = identityOf(folder);
        if (present !== identity) {
          const was = identity;
          identity = present;
          if (present === null) {
            await events?.close();
            events = null;
            if (!isFirst) away();
            return [];
          }
          if (was === null && !isFirst) back();
          await listen();
          sweepAt = 0;
        }
        isFirst = false;
      }
      if (identity === null) return [];
      if (clock < sweepAt) return drain();
      sweepAt = clock + 1000 * (poll ?? lookDefaults.sweep);
      changed.clear();
      return list(folder);
    },
    nextLook: (clock) => Math.max(0, Math.min(lookAt, identity === null ? lookAt : sweepAt) - clock),
    close: async () => events?.close(),
  };
}

/** Device and number of a folder; null: there is none. */
function identityOf(folder: string): string | null {
  try {
    const found = statSync(fsPath(folder), { throwIfNoEntry: false });
    return found?.isDirectory() ? `${found.dev}:${found.ino}` : null;
  } catch {
    return null;
  }
}

const isHidden = (name: string): boolean => name.split('/').some((part) => part.startsWith('.'));

/** Whether a path is a folder that can be listed. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(fsPath(path)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
