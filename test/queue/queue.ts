import { onTestFinished } from 'vitest';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { addJobs } from '../../src/queue/add-jobs.js';
import type { JobData } from '../../src/queue/job.js';
import { openQueue, type Queue } from '../../src/queue/open-queue.js';
import { type TakenJob, takeJob } from '../../src/queue/take-job.js';
import type { PostgresServer } from '../postgres/server.js';
import { newId } from '../store/fixture.js';

export interface TestQueue extends Queue {
  readonly url: string;
}

/** A queue in a database of its own, until the test ends. */
export async function freshQueue(server: PostgresServer): Promise<TestQueue> {
  const url = await server.createDatabase();
  return { ...(await openAgain(url)), url };
}

/** Another connection to the queue of a database. */
export async function openAgain(url: string, create = true): Promise<Queue> {
  const { signal } = new AbortController();
  const queue = await openQueue(readConnection(url, {}), { schema: 'scribe_queue', create, signal });
  onTestFinished(() => queue.close());
  return queue;
}

export const recording = (at: string, changes: Partial<JobData> = {}): JobData => ({
  at,
  size: 1000,
  version: '1',
  settings: {},
  fields: {},
  ...changes,
});

/** Nothing that failed is due again while a test runs: `passTime` says when. */
export const addOptions = { priority: 0, retries: 2, retryDelay: 1000, newId };

/** Adds recordings, and gives the ids of their jobs. */
export async function add(
  queue: Queue,
  places: readonly string[],
  options: Partial<typeof addOptions> = {},
): Promise<string[]> {
  const { jobs } = await addJobs(
    queue,
    places.map((at) => recording(at)),
    { ...addOptions, ...options },
  );
  return jobs.map(({ id }) => id);
}

/** The next job, as a worker of this name takes it. */
export const take = (queue: Queue, worker = 'first', lease = 60): Promise<TakenJob | null> =>
  takeJob(queue, { worker, lease, newId });

/** As if so many seconds had passed since the last sign of life, and until whatever waits may be taken. */
export async function passTime({ query, schema }: Queue, seconds: number): Promise<void> {
  await query(
    `UPDATE ${schema}.job SET started_on = started_on - $1::numeric * interval '1 second', start_after = start_after - $1::numeric * interval '1 second'`,
    [seconds],
  );
}
