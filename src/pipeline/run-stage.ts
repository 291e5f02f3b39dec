import { ScribeError, toPlainError } from '../errors.js';
import type { Checkpoints } from './checkpoints.js';
import type { Emit, PipelineEvent, StageName } from './events.js';

/** What a job is given besides its request. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly checkpoints: Checkpoints;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** Called with the share of this piece of work that is done, but only if it runs on the thread that asked for it. */
  readonly onProgress?: (share: number) => void;
}

export interface StageControl {
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** Runs a stage and reports how it begins, goes on, and ends or fails. */
export async function runStage<T>(
  stage: StageName,
  provider: string,
  context: JobContext,
  work: (control: StageControl) => Promise<T>,
): Promise<T> {
  const startedAt = context.clock();
  const cpuBefore = process.cpuUsage();
  let reported = 0;
  const onProgress = (share: number) => {
    // A percent is enough for every display, and a long recording has thousands of batches.
    if (share < 1 && share - reported < 0.01) return;
    reported = share;
    context.emit({ kind: 'stage-progress', stage, share: Math.min(1, share) });
  };
  context.emit({ kind: 'stage-started', stage, provider });
  try {
    context.signal.throwIfAborted();
    const value = await work({ signal: context.signal, onProgress });
    const durationMs = Math.round(context.clock() - startedAt);
    context.emit({ kind: 'stage-completed', stage, durationMs, ...takenSince(cpuBefore) });
    return value;
  } catch (thrown) {
    // What a stopped stage throws says less than why it was stopped.
    const error = toPlainError(context.signal.aborted ? context.signal.reason : thrown);
    const durationMs = Math.round(context.clock() - startedAt);
    try {
      context.emit({ kind: 'stage-failed', stage, durationMs, error });
    } catch {
      // Why the stage failed matters more than why that cannot be reported.
    }
    throw thrown;
  }
}

/** What this process has taken of the machine since then; its memory since it began. */
function takenSince(before: NodeJS.CpuUsage): { readonly cpuMs: number; readonly peakBytes: number } {
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: Math.round((user + system) / 1000), peakBytes: 1024 * process.resourceUsage().maxRSS };
}

/**
 * Does several things at the same time. The first of them to fail stops the others; its error is thrown when all have
 * ended.
 * @param begin begins them, with a context whose signal stops them.
 */
export async function sideBySide<Context extends JobContext, T extends readonly unknown[]>(
  context: Context,
  begin: (context: Context) => { readonly [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  const stop = new AbortController();
  const works = begin({ ...context, signal: AbortSignal.any([context.signal, stop.signal]) });
  for (const work of works)
    work.catch(() => stop.abort(new ScribeError('INTERRUPTED', 'Stopped, because something else failed.')));
  try {
    return (await Promise.all(works)) as unknown as T;
  } catch (error) {
    await Promise.allSettled(works);
    throw error;
  }
}

/** How a stage's result is written as text and read back without loss. */
export interface StageFormat<T> {
  readonly key: string;
  readonly toText: (value: T) => string;
  readonly fromText: (text: string) => T;
}

/** What was kept, or null if nothing can be read: then the stage is run again. */
export function readKept<T>(text: string | null, fromText: (text: string) => T): T | null {
  if (text === null) return null;
  try {
    return fromText(text);
  } catch {
    return null;
  }
}

/** Takes a stage's result from the checkpoints, or runs the stage and keeps its result. */
export async function runOnce<T>(
  stage: StageName,
  provider: string,
  context: JobContext,
  format: StageFormat<T>,
  work: (control: StageControl) => Promise<T>,
): Promise<T> {
  const kept = readKept(await context.checkpoints.get(format.key), format.fromText);
  if (kept !== null) {
    context.emit({ kind: 'stage-skipped', stage, reason: 'done before' });
    return kept;
  }
  return runStage(stage, provider, context, async (control) => {
    const value = await work(control);
    await context.checkpoints.put(format.key, format.toText(value));
    return value;
  });
}

/** Works through all tracks, one after the other, and reports the stages of all of them as if they were of one. */
export async function inOneStage<Track, Context extends JobContext, T>(
  tracks: readonly Track[],
  context: Context,
  work: (track: Track, context: Context, index: number) => Promise<T>,
): Promise<T[]> {
  if (tracks.length === 1) return [await work(tracks[0], context, 0)];
  const results: T[] = [];
  /** How each stage has ended so far. */
  const ends = new Map<StageName, PipelineEvent>();
  const started = new Set<StageName>();
  const emit = (event: PipelineEvent) => {
    if (event.kind === 'stage-started') {
      if (!started.has(event.stage)) context.emit(event);
      started.add(event.stage);
    } else if (event.kind === 'stage-progress')
      context.emit({ ...event, share: (results.length + event.share) / tracks.length });
    else if (event.kind === 'stage-completed') {
      const before = ends.get(event.stage);
      const sum = (name: 'durationMs' | 'cpuMs') =>
        (event[name] ?? 0) + (before?.kind === 'stage-completed' ? (before[name] ?? 0) : 0);
      ends.set(event.stage, { ...event, durationMs: sum('durationMs'), cpuMs: sum('cpuMs') });
    } else if (event.kind === 'stage-skipped') {
      if (!ends.has(event.stage)) ends.set(event.stage, event);
    } else context.emit(event);
  };
  for (const [index, track] of tracks.entries()) results.push(await work(track, { ...context, emit }, index));
  for (const end of ends.values()) context.emit(end);
  return results;
}
