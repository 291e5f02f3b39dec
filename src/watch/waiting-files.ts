import { readableName } from '../platform/file-names.js';
import type { FileState } from '../store/watched-files.js';
import type { EmitWatching } from './events.js';
import { stateOf } from './examine-file.js';
import { type Sighting, sight, timeToSettle } from './settle.js';
import type { WatchedRoot } from './watched-root.js';

/** A file that is waited for until it does not change any more. */
interface WaitingFile {
  readonly root: WatchedRoot;
  readonly sighting: Sighting;
  /** Milliseconds on the monotonic clock: when the file was first seen. */
  readonly first: number;
  /** It failed before, looking as it does now. */
  readonly again: boolean;
  readonly told: boolean;
}

/** The files that are waited for, by their absolute paths. */
export type WaitingFiles = Map<string, WaitingFile>;

/** Milliseconds between two looks at files that are waited for. */
const glance = 1000;

/** Adds a file, or notes how it looks now. */
export function awaitFile(
  waiting: WaitingFiles,
  path: string,
  file: { readonly root: WatchedRoot; readonly state: FileState; readonly again: boolean },
  clock: number,
): void {
  const before = waiting.get(path);
  const { root, state, again } = file;
  const sighting = sight(before?.sighting ?? null, state, clock);
  waiting.set(path, { root, sighting, again, first: before?.first ?? clock, told: before?.told ?? false });
}

/**
 * Looks at every file that is waited for. Those that have gone are waited for no more, and with `once` neither are those that
 * keep changing.
 *
 * @param times milliseconds on the monotonic clock, and since 1970.
 * @param options.quiet seconds for which a file must have stayed as it is.
 * @returns the files that may be taken, oldest first, and milliseconds until the next one may.
 */
export function settledFiles(
  waiting: WaitingFiles,
  times: { readonly clock: number; readonly now: number },
  { quiet, once }: { readonly quiet: number; readonly once: boolean },
  emit: EmitWatching,
): { readonly ready: readonly string[]; readonly next: number } {
  const ready: { readonly path: string; readonly modifiedAt: string }[] = [];
  let next = Number.POSITIVE_INFINITY;
  const tell = (path: string, reason: string) =>
    emit({ kind: 'watch-waiting', path: readableName(path), reason });
  for (const [path, file] of [...waiting]) {
    const numbered = !file.root.isRemote();
    const state = stateOf(path, numbered);
    if (!state) {
      waiting.delete(path);
      continue;
    }
    const sighting = sight(file.sighting, state, times.clock);
    const wait = timeToSettle(sighting, numbered ? state.changedAt : null, times, quiet);
    if (wait > 0 && once && times.clock - file.first > 1000 * quiet) {
      waiting.delete(path);
      tell(path, 'it is still changing; the next run takes it');
      continue;
    }
    if (wait === 0) ready.push({ path, modifiedAt: state.modifiedAt });
    else {
      next = Math.min(next, wait, glance);
      if (!file.told) tell(path, 'it has just changed');
    }
    waiting.set(path, { ...file, sighting, told: true });
  }
  ready.sort((a, b) => Number(a.modifiedAt > b.modifiedAt) - Number(a.modifiedAt < b.modifiedAt));
  return { ready: ready.map(({ path }) => path), next };
}
