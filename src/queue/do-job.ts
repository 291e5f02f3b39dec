import { join } from 'node:path';
import type { CommandContext } from '../context.js';
import { type PlainError, toPlainError } from '../errors.js';
import { installedModels } from '../ingest/choose-models.js';
import type { OpenBatch } from '../ingest/ingest-batch.js';
import type { IngestResult, PipelineEvent } from '../pipeline/events.js';
import { setStoragePath } from '../store/recordings.js';
import type { Store } from '../store/store.js';
import { claimContent } from './claim-content.js';
import { type Destination, deliver } from './deliver.js';
import { completeJob, failJob, handBack, type JobOutcome } from './end-job.js';
import type { EmitQueue, QueueEvent, ReturnReason } from './events.js';
import { fetchRecording, isInBucket } from './fetch-recording.js';
import type { JobData } from './job.js';
import { keepBeating } from './keep-beating.js';
import type { ProfilePull } from './pull-profiles.js';
import { dataOf, type TakenJob } from './take-job.js';
import { travellingCheckpoints } from './travelling-checkpoints.js';

/** What all jobs of a worker share. */
export interface WorkerWorld {
  readonly context: CommandContext;
  readonly store: Store;
  readonly destination: Destination;
  /** For people: which worker on which machine. */
  readonly worker: string;
  /** Of S3, for recordings in a bucket; undefined: that of the environment. */
  readonly endpoint: string | undefined;
  /** The worker is to stop when the stage at hand is finished. */
  readonly stopping: AbortSignal;
  readonly emit: EmitQueue;
  /** Brings the people of the database into the store. */
  readonly pullProfiles: ProfilePull;
  /** One delivery at a time: they share the store. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A batch through which one job at a time goes, and who listens to its events. */
export interface Slot {
  readonly batch: OpenBatch;
  listen(listener: (event: PipelineEvent) => void): void;
}

/** Seconds until a job whose recording another worker has may be taken again. */
const sameRecordingDelay = 15;

/** Stages after which there is nothing to hand over: what follows is quick. */
const lastStages = new Set(['match', 'save']);

/** Does one job, from the file to the delivered meeting. Never throws, unless the database is away: then the job comes back by itself. */
export async function doJob(
  job: TakenJob,
  slot: Slot,
  world: WorkerWorld,
): Promise<'done' | 'failed' | 'returned'> {
  const { context, destination, stopping, emit } = world;
  const { queue } = destination;
  const startedAt = context.clock();
  const own = new AbortController();
  const signal = AbortSignal.any([context.signal, own.signal]);
  const progress = keepBeating(queue, job, () => own.abort());
  let at = '';
  const giveBack = async (reason: ReturnReason, seconds = 0) => {
    await handBack(queue, job, seconds);
    emit({ kind: 'job-returned', job: job.id, at, reason });
    return 'returned' as const;
  };
  const give = async (error: PlainError) => {
    if (progress.lost()) return giveBack('lost');
    if (stopping.aborted || context.signal.aborted) return giveBack('stopping');
    const hopeless = error.code === 'RECORDING';
    await failJob(queue, job, error, hopeless);
    emit({ kind: 'job-failed', job: job.id, at, hopeless, error });
    return 'failed' as const;
  };
  try {
    const data = dataOf(job);
    at = data.at;
    emit({ kind: 'job-started', job: job.id, at });
    slot.listen((event) => {
      progress.note(event);
      for (const told of tellEvent(job.id, event)) emit(told);
      if (event.kind === 'stage-completed' && stopping.aborted && !lastStages.has(event.stage)) own.abort();
    });
    const result = await ingestJob(job, data, slot, signal, world);
    if (result.error) return await give(result.error);
    if (result.outcome === 'in-progress') return await giveBack('same-recording', sameRecordingDelay);
    if (
      result.meetingId !== null &&
      result.isOurs &&
      !(await deliverJob(result.meetingId, job, signal, world))
    )
      return await giveBack('lost');
    const outcome: JobOutcome = {
      outcome: result.outcome,
      meetingId: result.meetingId,
      duration: result.duration ?? null,
      elapsed: (context.clock() - startedAt) / 1000,
      worker: world.worker,
    };
    await completeJob(queue, job, outcome);
    emit({ kind: 'job-completed', job: job.id, at, ...outcome });
    return 'done';
  } catch (thrown) {
    return await give(toPlainError(thrown));
  } finally {
    progress.stop();
    slot.listen(() => {});
  }
}

/** What a worker tells of what happens in the pipeline. */
function tellEvent(job: string, event: PipelineEvent): readonly QueueEvent[] {
  switch (event.kind) {
    case 'warning':
      return [{ kind: 'job-warning', job, message: event.message }];
    case 'stage-completed': {
      const { kind: _, ...stage } = event;
      return [{ kind: 'job-stage', job, outcome: 'completed', ...stage }];
    }
    case 'stage-skipped':
      return [{ kind: 'job-stage', job, stage: event.stage, outcome: 'skipped', durationMs: 0 }];
    default:
      return [];
  }
}

/** A meeting that is in the store of this worker, and not only in core, is ours to deliver. */
type JobResult = IngestResult & { readonly isOurs: boolean };

async function ingestJob(
  job: TakenJob,
  data: JobData,
  { batch }: Slot,
  signal: AbortSignal,
  world: WorkerWorld,
): Promise<JobResult> {
  const { store, destination, endpoint, pullProfiles, inTurn } = world;
  const { queue } = destination;
  const context = contextOf(data, signal, world.context);
  await inTurn(() => pullProfiles(context.now()));
  const recording = await fetchRecording(data, {
    folder: () => join(context.folders.cache, 'queue', job.id),
    endpoint,
    environment: context.environment,
    signal,
  });
  let claimedByOther = false;
  try {
    const result = await batch.ingest(
      recording.path,
      { index: 0, total: 1, bytes: data.size, bytesAfter: 0 },
      {
        context,
        models: await installedModels(context),
        options: { fields: data.fields },
        elsewhere: {
          checkpoints: travellingCheckpoints(queue, job.id),
          claim: async (kind, value) => {
            const theirs = await claimContent(queue, job, { kind, value });
            claimedByOther = theirs !== null;
            return theirs;
          },
        },
      },
    );
    // What was downloaded is gone in a moment.
    if (isInBucket(data.at) && result.meetingId !== null && !claimedByOther)
      setStoragePath(store, result.meetingId, data.at);
    return { ...result, isOurs: !claimedByOther };
  } finally {
    await recording.release();
  }
}

/** The context of a command, with what the job says about its recording. */
function contextOf({ settings }: JobData, signal: AbortSignal, context: CommandContext): CommandContext {
  const { values } = context.settings;
  return {
    ...context,
    signal,
    settings: { ...context.settings, values: { ...values, ...settings, out: null } },
  };
}

async function deliverJob(
  meetingId: string,
  job: TakenJob,
  signal: AbortSignal,
  { destination, store, context, inTurn, pullProfiles }: WorkerWorld,
): Promise<boolean> {
  return inTurn(async () => {
    // Who was forgotten while this was recognized is not to come back with it.
    await pullProfiles(context.now());
    return deliver(meetingId, job, destination, { store, context: { ...context, signal } });
  });
}
