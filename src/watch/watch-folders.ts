import { type PlainError, toPlainError } from '../errors.js';
import { countOutcomes, type OpenBatch } from '../ingest/ingest-batch.js';
import type { Emit, IngestResult } from '../pipeline/events.js';
import { readableName } from '../platform/file-names.js';
import type { Store } from '../store/store.js';
import type { Bell } from './bell.js';
import type { EmitWatching } from './events.js';
import { examineFile, stateOf } from './examine-file.js';
import { looksSame } from './settle.js';
import { noteResult, noteSkipped, recognizeMoved } from './take-file.js';
import { awaitFile, settledFiles, type WaitingFiles } from './waiting-files.js';
import type { WatchedRoot } from './watched-root.js';

export interface WatchOptions {
  /** Seconds for which a file must have stayed as it is. */
  readonly quiet: number;
  /** Stop when what is there is done. */
  readonly once: boolean;
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  /** Files that changed before this are left alone, UTC ISO-8601; null: none. */
  readonly since: string | null;
  /** How often a file that failed is tried again; undefined: as often as there are times for it. */
  readonly retries?: number;
  /** Milliseconds without a recording after which the models are freed. */
  readonly idle: number;
  /** Folders in which what is there already is left alone, for good. */
  readonly skipExisting: ReadonlySet<string>;
}

export interface WatchRun {
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  /** UTC ISO-8601. */
  readonly now: () => string;
  readonly bell: Bell;
  readonly emit: EmitWatching & Emit;
  /** Opens what recordings go through; these are about to come. */
  readonly openBatch: (paths: readonly string[]) => OpenBatch;
  /** Called when nothing came for a while, and in the end. */
  readonly rest: () => Promise<void>;
}

/** What became of the recordings of a watcher. */
export interface Watched {
  readonly completed: number;
  readonly known: number;
  readonly failed: number;
  /** The last failure; null: there was none. */
  readonly failure: PlainError | null;
}

/** Milliseconds until a file is looked at again on which another process is at work, or of which nothing could be noted. */
const busy = 60_000;

/**
 * Watches folders and processes the recordings that appear in them, one after the other. Returns when it is stopped by the
 * signal, or with `once` when what is there is done.
 *
 * @returns what became of the recordings.
 */
export async function watchFolders(
  roots: readonly WatchedRoot[],
  options: WatchOptions,
  run: WatchRun,
): Promise<Watched> {
  const { store, signal, clock, bell, emit } = run;
  const waiting: WaitingFiles = new Map();
  /** Files to look at again, by the time on the monotonic clock. */
  const later = new Map<string, { readonly root: WatchedRoot; readonly at: number }>();
  const told = new Set<string>();
  let sum: Watched = { completed: 0, known: 0, failed: 0, failure: null };
  const skipped = new Set(options.skipExisting);
  let batch: OpenBatch | null = null;
  let burst = 0;
  let restAt = Number.POSITIVE_INFINITY;

  const tellOnce = (path: string, tell: () => void) => {
    if (told.has(path)) return;
    told.add(path);
    tell();
  };

  const examine = async (path: string, root: WatchedRoot) => {
    const numbered = !root.isRemote();
    const verdict = await examineFile(store, path, {
      folder: root.folder,
      numbered,
      since: options.since,
      now: run.now(),
    });
    const state = verdict.kind === 'take' ? stateOf(path, numbered) : null;
    if (verdict.kind === 'passed-over')
      tellOnce(path, () => emit({ kind: 'passed-over', path: readableName(path), reason: verdict.reason }));
    if (verdict.kind === 'later' && !options.once)
      later.set(path, { root, at: clock() + Math.max(0, verdict.at - Date.parse(run.now())) });
    if (!state || verdict.kind !== 'take') return void waiting.delete(path);
    if (skipped.has(root.folder)) return noteSkipped(store, { path, folder: root.folder, state }, run.now());
    const again = verdict.known?.outcome === 'failed' && looksSame(state, verdict.known);
    awaitFile(waiting, path, { root, state, again }, clock());
  };

  /** Looks at everything that may be new or different. */
  const look = async () => {
    for (const root of roots) {
      const paths = await root.changes(clock());
      for (const path of paths) await examine(path, root);
      if (root.isPresent()) skipped.delete(root.folder);
    }
    for (const [path, { root, at }] of [...later]) {
      if (at > clock()) continue;
      later.delete(path);
      await examine(path, root);
    }
  };

  /** Processes one file, and notes what became of it. */
  const take = async (path: string, ready: readonly string[]) => {
    const { root, sighting: state, again } = waiting.get(path)!;
    const bytesAfter = ready.reduce((sum, other) => sum + waiting.get(other)!.sighting.size, -state.size);
    waiting.delete(path);
    const file = { path, folder: root.folder, state };
    const moved = again ? null : await recognizeMoved(store, file, signal);
    if (moved) {
      const { before, file: now } = moved;
      if (before.path !== now.path)
        emit({ kind: 'watch-moved', path: now.path, from: before.path, meetingId: now.meetingId });
      if (now.outcome === 'failed') await examine(path, root);
      return;
    }
    batch ??= run.openBatch(ready);
    const total = burst + ready.length;
    const result = await batch.ingest(path, { index: burst++, total, bytes: state.size, bytesAfter });
    if (result.error?.code !== 'INTERRUPTED') sum = withResult(sum, result);
    const noted = noteResult(store, file, result, { now: run.now(), limit: options.retries });
    if (noted?.outcome === 'failed') {
      const { attempts, nextAttemptAt } = noted;
      emit({
        kind: 'watch-failed',
        path: noted.path,
        attempts,
        nextAttemptAt,
        code: result.error!.code,
      });
    }
    if (result.outcome === 'in-progress' && !options.once) later.set(path, { root, at: clock() + busy });
    else if (!signal.aborted) await examine(path, root);
    restAt = clock() + options.idle;
  };

  const rest = async () => {
    await batch?.close();
    batch = null;
    burst = 0;
    restAt = Number.POSITIVE_INFINITY;
    await run.rest();
  };

  try {
    await look();
    const folders = roots.map((root) => ({
      path: readableName(root.folder),
      poll: root.poll(),
      present: root.isPresent(),
    }));
    if (!options.once && !options.dryRun) emit({ kind: 'watch-started', folders });
    while (!signal.aborted) {
      await look();
      if (options.dryRun) {
        for (const [path, { again }] of waiting)
          emit({ kind: 'watch-found', path: readableName(path), again });
        break;
      }
      const times = { clock: clock(), now: Date.parse(run.now()) };
      const { ready, next } = settledFiles(waiting, times, options, emit);
      if (ready.length > 0) {
        const [path] = ready;
        const { root } = waiting.get(path)!;
        try {
          await take(path, ready);
        } catch (thrown) {
          const error = toPlainError(thrown);
          if (signal.aborted || options.once || error.code === 'BUG') throw thrown;
          // The store is locked or full, or the file has gone: it is still to be done.
          later.set(path, { root, at: clock() + busy });
          emit({ kind: 'warning', message: `${readableName(path)}: ${error.message}` });
        }
        continue;
      }
      if (options.once && waiting.size === 0) break;
      if (batch && clock() >= restAt) {
        await rest();
        emit({ kind: 'watch-idle' });
      }
      const waits = [
        next,
        restAt - clock(),
        ...roots.map((root) => root.nextLook(clock())),
        ...[...later.values()].map(({ at }) => at - clock()),
      ];
      await bell.wait(Math.max(0, Math.min(...waits)));
    }
  } finally {
    await rest();
    for (const root of roots) await root.close();
  }
  const { failure, ...counts } = sum;
  emit({ kind: 'watch-stopped', ...counts });
  return sum;
}

function withResult(sum: Watched, result: IngestResult): Watched {
  const one = countOutcomes([result]);
  return {
    completed: sum.completed + one.completed,
    known: sum.known + one.known,
    failed: sum.failed + one.failed,
    failure: result.error ?? sum.failure,
  };
}
