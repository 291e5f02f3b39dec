import { setTimeout as pause } from 'node:timers/promises';
import { ScribeError, toPlainError } from '../errors.js';
import { openBatch } from '../ingest/ingest-batch.js';
import type { PipelineEvent } from '../pipeline/events.js';
import type { PipelineModels } from '../pipeline/plan.js';
import { doJob, type Slot, type WorkerWorld } from './do-job.js';
import { queueNames } from './open-queue.js';
import { takeJob } from './take-job.js';

export interface WorkerOptions {
  /** Jobs at a time. */
  readonly concurrency: number;
  /** once: one job a slot, if there is one; drain: until nothing waits; forever: until it is stopped. */
  readonly until: 'once' | 'drain' | 'forever';
  /** Seconds without a sign of life after which a job of ours is given to another worker. */
  readonly lease: number;
  /** Milliseconds between two looks at an empty queue. */
  readonly poll: number;
}

export interface Tally {
  readonly done: number;
  readonly failed: number;
}

/** Milliseconds between attempts to reach a database that is away, and how often the queue is tidied. */
const awayDelay = 5000;
const tidyInterval = 3_600_000;

/** Works through the jobs of a queue, several at a time. Ends when `until` says so, or when it is stopped. */
export async function runWorker(
  world: WorkerWorld,
  models: PipelineModels,
  options: WorkerOptions,
): Promise<Tally> {
  const { emit, worker, destination, context, stopping } = world;
  emit({
    kind: 'worker-started',
    worker,
    queue: destination.queue.address,
    concurrency: options.concurrency,
  });
  const stop = AbortSignal.any([stopping, context.signal]);
  const tidying = setInterval(
    () => void destination.queue.boss.maintain().catch(() => undefined),
    tidyInterval,
  ).unref();
  const tally = { done: 0, failed: 0 };
  try {
    await Promise.all(
      Array.from({ length: options.concurrency }, () => runSlot(world, models, options, stop, tally)),
    );
  } finally {
    clearInterval(tidying);
  }
  emit({ kind: 'worker-stopped', ...tally });
  return tally;
}

async function runSlot(
  world: WorkerWorld,
  models: PipelineModels,
  options: WorkerOptions,
  stop: AbortSignal,
  tally: { done: number; failed: number },
): Promise<void> {
  const { queue } = world.destination;
  const slot = openSlot(world, models);
  try {
    while (!stop.aborted) {
      const taker = { worker: world.worker, lease: options.lease, newId: world.context.newId };
      const job = await whileAway(world, stop, () => takeJob(queue, taker));
      if (job) {
        const end = await whileAway(world, stop, () => doJob(job, slot, world));
        if (end === 'done' || end === 'failed') tally[end]++;
      } else if (options.until === 'drain' && (await countWaiting(world)) === 0) return;
      if (options.until === 'once') return;
      if (!job) await pause(options.poll, undefined, { signal: stop }).catch(() => undefined);
    }
  } finally {
    await slot.batch.close();
  }
}

function openSlot({ context, store }: WorkerWorld, models: PipelineModels): Slot {
  let listener: (event: PipelineEvent) => void = () => {};
  const emit = (event: PipelineEvent) => listener(event);
  const batch = openBatch([], {}, { context, store, models, emit, afterRecording: async () => {} });
  return {
    batch,
    listen: (next) => {
      listener = next;
    },
  };
}

/** Runs something that needs the database. While that is away, it says so and gives null; the caller looks again. */
async function whileAway<T>(
  { emit, context }: WorkerWorld,
  stop: AbortSignal,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (thrown) {
    if (context.signal.aborted) return null;
    if (!(thrown instanceof ScribeError && thrown.code === 'OUTPUT')) throw thrown;
    emit({ kind: 'queue-away', error: toPlainError(thrown) });
    await pause(awayDelay, undefined, { signal: stop }).catch(() => undefined);
    return null;
  }
}

/** Jobs that somebody may still take, now or later. */
async function countWaiting({ destination: { queue } }: WorkerWorld): Promise<number> {
  const [{ waiting }] = await queue.query<{ waiting: number }>(
    `SELECT count(*)::integer AS waiting FROM ${queue.schema}.job WHERE name = $1 AND state < 'active'`,
    [queueNames.recordings],
  );
  return waiting;
}
