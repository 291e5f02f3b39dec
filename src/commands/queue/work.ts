import { hostname } from 'node:os';
import type { CommandContext } from '../../context.js';
import { exitStatus } from '../../errors.js';
import { type Place, readPlace } from '../../export/artifacts/place.js';
import { installedModels } from '../../ingest/choose-models.js';
import { hookCommand } from '../../ingest/meeting-hook.js';
import { prepareCore } from '../../queue/deliver.js';
import type { QueueEvent } from '../../queue/events.js';
import { createWorkerMetrics } from '../../queue/metrics.js';
import { openProfilePull } from '../../queue/pull-profiles.js';
import { readCounts } from '../../queue/read-status.js';
import { runWorker, type WorkerOptions } from '../../queue/run-worker.js';
import { serveMetrics } from '../../queue/serve-metrics.js';
import { writeLine } from '../../report/output.js';
import { tellingTimings } from '../../report/timings.js';
import { createWorkerReporter } from '../../report/worker-lines.js';
import { openStore } from '../../store/open-store.js';
import { offerModels } from '../models/offer-pull.js';
import { type QueueFlags, withQueue } from './with-queue.js';

interface WorkFlags extends QueueFlags, Pick<WorkerOptions, 'concurrency' | 'lease'> {
  readonly once?: boolean;
  readonly drain?: boolean;
  /** A folder, or `s3://bucket/prefix`. */
  readonly artifacts?: string;
  readonly endpoint?: string;
  readonly withVoiceprints?: boolean;
  readonly createSchema?: boolean;
  readonly partitions?: number;
  /** Seconds. */
  readonly poll: number;
  readonly timings?: boolean;
  /** Port of 127.0.0.1. */
  readonly metrics?: number;
}

/** `scribe worker`. @returns the exit status: that some recordings failed is told only by one that ends by itself. */
export async function work(given: CommandContext, flags: WorkFlags): Promise<number> {
  const context = sharingThreads(given, flags.concurrency);
  const artifacts = placeOf(context, flags);
  await offerModels(context);
  const models = await installedModels(context);
  hookCommand(context.settings.values);
  // What is to be handed back is handed back after a signal, too.
  const signal = new AbortController().signal;
  return withQueue(context, flags, { create: true, signal }, async (queue, connection) => {
    let served: { close(): void; readonly url: string } | null = null;
    const store = openStore({ home: context.folders.home, now: context.now() });
    try {
      await prepareCore(store, connection, {
        create: flags.createSchema ?? false,
        partitions: flags.partitions,
        signal: context.signal,
      });
      const pullProfiles = openProfilePull(store, queue, connection, context.signal);
      await pullProfiles(context.now());
      const reporter = createWorkerReporter(context);
      const tell = flags.timings ? tellingTimings(reporter.emit, context) : reporter.emit;
      const metrics = createWorkerMetrics(() => readCounts(queue));
      served = flags.metrics === undefined ? null : await serveMetrics(metrics, flags.metrics);
      if (served && !context.quiet) writeLine(context.err, `metrics at ${served.url}`);
      const emit = (event: QueueEvent) => {
        metrics.note(event);
        tell(event);
      };
      let turn: Promise<unknown> = Promise.resolve();
      const tally = await runWorker(
        {
          context,
          store,
          destination: { queue, connection, artifacts, voiceprints: flags.withVoiceprints ?? false },
          worker: `${hostname()}:${process.pid}`,
          endpoint: flags.endpoint,
          stopping: context.stopping,
          emit,
          pullProfiles,
          inTurn(step) {
            const mine = turn.then(step, step);
            turn = mine.catch(() => undefined);
            return mine;
          },
        },
        models,
        {
          concurrency: flags.concurrency,
          until: flags.once ? 'once' : flags.drain ? 'drain' : 'forever',
          lease: flags.lease,
          poll: 1000 * flags.poll,
        },
      );
      if (context.signal.aborted) return exitStatus.INTERRUPTED;
      return (flags.once || flags.drain) && tally.failed > 0 ? exitStatus.BATCH : 0;
    } finally {
      served?.close();
      store.close();
    }
  });
}

/** Recordings at a time share the threads of the settings. */
function sharingThreads(context: CommandContext, concurrency: number): CommandContext {
  const { values } = context.settings;
  const threads = Math.max(1, Math.floor(values.threads / concurrency));
  return { ...context, settings: { ...context.settings, values: { ...values, threads } } };
}

/** Only a bucket has an endpoint; that of the recordings may be another one than a folder has. */
function placeOf({ folders, environment }: CommandContext, { artifacts, endpoint }: WorkFlags): Place | null {
  if (artifacts === undefined) return null;
  const inBucket = /^s3:\/\//i.test(artifacts);
  return readPlace(artifacts, inBucket ? { endpoint } : {}, { home: folders.home, environment });
}
