import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { sweepArtifacts } from '../artifacts/artifact-files.js';
import { findFfmpeg } from '../audio/ffmpeg/find.js';
import type { CommandContext } from '../context.js';
import type { Reproduction } from '../domain/provenance.js';
import { toPlainError } from '../errors.js';
import { readCatalog } from '../models/catalog.js';
import type { Emit, IngestResult } from '../pipeline/events.js';
import type { PipelineModels } from '../pipeline/plan.js';
import { startWorker } from '../pipeline/start-worker.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { decodedFiles, sweepCache } from '../store/cache.js';
import { sweepProcessingEvents } from '../store/processing-events.js';
import type { Store } from '../store/store.js';
import { describeAllStale, staleProfiles } from './enroll-again.js';
import type { Found } from './find-recordings.js';
import { type IngestOptions, type IngestRun, ingestRecording } from './ingest-recording.js';
import { runHook } from './meeting-hook.js';
import { calendarOf } from './planned-fields.js';
import { createFailureLog } from './run-log.js';
import { openSpool, type Spool } from './spool.js';
import { sweepTelemetry } from './sweep-telemetry.js';
import { type IngestInput, labelOf, pathsOf } from './take-tracks.js';
import { createUpgradeHint } from './upgrade-hint.js';
import { verifyReproduction } from './verify-reproduction.js';

const dayMs = 86_400_000;

export interface BatchInputs extends Pick<Found, 'passedOver'> {
  readonly recordings: readonly IngestInput[];
}

/** What a batch works with. */
export interface BatchShared {
  readonly context: CommandContext;
  readonly store: Store;
  readonly models: PipelineModels;
  readonly emit: Emit;
  /** Called when a recording is finished, whatever became of it; the last one, too. */
  readonly afterRecording: (isLast: boolean) => Promise<void>;
}

/** Where a recording stands among those that are at hand. */
interface PlaceInBatch {
  readonly index: number;
  readonly total: number;
  /** Of its files, and of all recordings that come after it. */
  readonly bytes: number;
  readonly bytesAfter: number;
}

/** What one recording of a batch has for itself. */
interface OwnOfRecording extends Partial<Pick<IngestRun, 'context' | 'models' | 'elsewhere'>> {
  readonly options?: IngestOptions;
}

/** An open worker, and what recordings share that go through it one after the other. */
export interface OpenBatch {
  /**
   * Does not throw: the result says what went wrong.
   * @param own what this recording has instead of what the batch shares.
   */
  ingest(input: IngestInput, place: PlaceInBatch, own?: OwnOfRecording): Promise<IngestResult>;
  close(): Promise<void>;
}

/** One that can be asked about earlier meetings as well. */
interface VerifyingBatch extends OpenBatch {
  /** Makes a meeting again of its recording, and compares. @throws ScribeError when it cannot be made */
  verify(input: IngestInput, meetingId: string): Promise<Reproduction>;
}

/**
 * Opens a worker whose networks stay open between recordings. What earlier runs left behind is swept first.
 *
 * @param paths of recordings that are about to come: what a killed run had decoded of them is taken over.
 */
export function openBatch(
  paths: readonly string[],
  options: IngestOptions,
  shared: BatchShared,
): VerifyingBatch {
  const { context, store, emit } = shared;
  sweep(store, context);
  const spool = openResumableSpool(store, context.folders.cache, paths);
  const { voice } = shared.models;
  const stale = staleProfiles(store, voice.name).filter(({ id }) => options.known?.includes(id) ?? true);
  for (const message of describeAllStale(stale, voice.name)) emit({ kind: 'warning', message });
  const failures = createFailureLog(store, context);
  const upgradeHint = createUpgradeHint(context, readCatalog());
  const worker = startWorker(context.folders.cache);
  const calendars = calendarOf(context);
  const { ffmpeg } = context.settings.values;
  let version: Promise<string> | undefined;
  const ffmpegVersion = () => {
    version ??= findFfmpeg({ override: ffmpeg ?? undefined }).then((found) => found.version);
    return version;
  };
  const run: IngestRun = { ...shared, worker, spool, failures, upgradeHint, calendars, ffmpegVersion };
  return {
    async ingest(input, place, { options: asked, ...own } = {}) {
      emit({ kind: 'recording-started', path: labelOf(input), ...place });
      const made = await ingestRecording(input, { ...options, ...asked }, { ...run, ...own });
      const result = options.verifyRepro ? await verified(input, made, run) : made;
      emit({ kind: 'recording-finished', result });
      await runHook(result, shared);
      await shared.afterRecording(place.index === place.total - 1);
      return result;
    },
    verify: (input, meetingId) => verifyReproduction(input, meetingId, run),
    async close() {
      failures.retry();
      await worker.close();
      spool.close();
    },
  };
}

/**
 * Recordings one after the other, in one worker. One bad recording does not stop the others; an interruption does.
 *
 * @returns the results so far: fewer than recordings when the run was interrupted.
 */
export async function ingestBatch(
  { recordings, passedOver }: BatchInputs,
  options: IngestOptions,
  shared: BatchShared,
): Promise<readonly IngestResult[]> {
  const { context, emit } = shared;
  const batch = openBatch(recordings.flatMap(pathsOf), options, shared);
  const results: IngestResult[] = [];
  try {
    for (const { path, reason } of passedOver)
      emit({ kind: 'passed-over', path: readableName(path), reason });
    const sizes = recordings.map(sizeOf);
    for (const [index, input] of recordings.entries()) {
      if (context.signal.aborted) break;
      const [bytes, ...after] = sizes.slice(index);
      const bytesAfter = after.reduce((sum, size) => sum + size, 0);
      results.push(await batch.ingest(input, { index, total: recordings.length, bytes, bytesAfter }));
    }
  } finally {
    await batch.close();
  }
  emit({ kind: 'batch-finished', ...countOutcomes(results), passedOver: passedOver.length });
  return results;
}

/** What became of a recording, and whether its meeting can be made again. */
async function verified(input: IngestInput, result: IngestResult, run: IngestRun): Promise<IngestResult> {
  const { meetingId, outcome } = result;
  if (meetingId === null || (outcome !== 'completed' && outcome !== 'already-known')) return result;
  try {
    return { ...result, reproduction: await verifyReproduction(input, meetingId, run) };
  } catch (thrown) {
    const error = toPlainError(thrown);
    return { ...result, reason: `${result.reason}; ${error.message}`, error };
  }
}

/** Results by what became of the recordings. Pure. */
export function countOutcomes(results: readonly Pick<IngestResult, 'outcome'>[]): {
  readonly completed: number;
  readonly known: number;
  readonly failed: number;
} {
  const count = (...outcomes: readonly IngestResult['outcome'][]) =>
    results.filter((result) => outcomes.includes(result.outcome)).length;
  return {
    completed: count('completed'),
    known: count('already-known', 'sounds-like', 'in-progress'),
    failed: count('failed'),
  };
}

/** Bytes of all files of an input; 0 where there is nothing to measure, such as standard input or a broken link. */
function sizeOf(input: IngestInput): number {
  const paths = typeof input === 'string' ? [input] : input.map(({ path }) => path);
  try {
    return paths.reduce((sum, path) => sum + statSync(fsPath(path)).size, 0);
  } catch {
    // What is wrong with the file is said when it is its turn.
    return 0;
  }
}

function sweep(store: Store, context: CommandContext): void {
  const { eventDays } = context.settings.values;
  sweepCache(store, context.now());
  sweepProcessingEvents(store, new Date(Date.parse(context.now()) - eventDays * dayMs).toISOString());
  sweepArtifacts(store, context.folders);
  sweepTelemetry(store, context);
}

/** What a killed run had decoded of these recordings is taken over; everything else that was left behind is deleted. */
function openResumableSpool(store: Store, cache: string, recordings: readonly string[]): Spool {
  let wanted: ReadonlySet<string> | null = null;
  return openSpool(cache, (fileName) => {
    const paths = () => recordings.map((path) => (path === '-' ? path : resolve(path)));
    wanted ??= new Set(decodedFiles(store, paths()).map((path) => basename(path)));
    return wanted.has(fileName);
  });
}
