import { hashInput } from '../audio/input-file.js';
import type { IngestResult } from '../pipeline/events.js';
import { readableName } from '../platform/file-names.js';
import type { Store } from '../store/store.js';
import {
  type FileState,
  findWatched,
  moveWatched,
  noteWatched,
  type WatchedFile,
  watchedOfSize,
} from '../store/watched-files.js';
import { stateOf } from './examine-file.js';
import { afterFailure } from './retry-times.js';
import { looksSame } from './settle.js';

export interface TakenFile {
  /** Absolute. */
  readonly path: string;
  /** Absolute path of the watched folder. */
  readonly folder: string;
  /** As it looked when it was taken. */
  readonly state: FileState;
}

/**
 * What is known of a file under another name that is gone, or under the same name with another look: a file that was moved
 * or touched is known by its content. What is known then goes to the new name. Files are only read where one of the same
 * size is known.
 *
 * @returns null: nothing is known of this content.
 */
export async function recognizeMoved(
  store: Store,
  { path, folder, state }: TakenFile,
  signal: AbortSignal,
): Promise<{ readonly before: WatchedFile; readonly file: WatchedFile } | null> {
  const name = readableName(path);
  const isGone = (other: WatchedFile) => other.path !== name && stateOf(other.path, false) === null;
  const candidates = watchedOfSize(store, state.size).filter((other) => other.path === name || isGone(other));
  if (candidates.length === 0) return null;
  const sha256 = await hashInput(path, { signal });
  const before = candidates.find((other) => other.sha256 === sha256);
  if (!before) return null;
  const file = { ...before, ...plain(state), path: name, folder };
  moveWatched(store, before.path, file);
  return { before, file };
}

/**
 * Notes what became of a file that was processed: after the meeting is stored, never before. A file that changed meanwhile
 * is noted as it was, so that it is taken again.
 *
 * @param limit how often a file that fails is tried again.
 * @returns what was noted; null: nothing, because the run was interrupted or another process is at work on the file.
 */
export function noteResult(
  store: Store,
  { path, folder, state }: TakenFile,
  result: IngestResult,
  { now, limit }: { readonly now: string; readonly limit?: number },
): WatchedFile | null {
  if (result.outcome === 'in-progress' || result.error?.code === 'INTERRUPTED') return null;
  const name = readableName(path);
  const before = findWatched(store, name);
  const failures = before?.outcome === 'failed' && looksSame(state, before) ? before.attempts : 0;
  const { error } = result;
  const retry = error ? afterFailure(error.code, failures, Date.parse(now), limit) : null;
  const file: WatchedFile = {
    ...plain(state),
    path: name,
    folder,
    sha256: result.sha256 ?? null,
    outcome: error ? 'failed' : result.outcome === 'completed' ? 'completed' : 'known',
    meetingId: error ? null : result.meetingId,
    attempts: retry?.attempts ?? 0,
    nextAttemptAt: retry?.nextAttemptAt ?? null,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    notedAt: now,
  };
  noteWatched(store, file);
  return file;
}

/** Notes a file that was there before anybody watched, and is to be left alone. */
export function noteSkipped(store: Store, { path, folder, state }: TakenFile, now: string): void {
  noteWatched(store, {
    ...plain(state),
    path: readableName(path),
    folder,
    sha256: null,
    outcome: 'skipped',
    meetingId: null,
    attempts: 0,
    nextAttemptAt: null,
    errorCode: null,
    errorMessage: null,
    notedAt: now,
  });
}

const plain = ({ size, modifiedAt, inode }: FileState): FileState => ({ size, modifiedAt, inode });
