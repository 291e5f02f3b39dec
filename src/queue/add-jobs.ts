import { type JobData, placeKey } from './job.js';
import { type Queue, queueNames } from './open-queue.js';

export interface AddOptions {
  /** Higher ones come first. */
  readonly priority: number;
  /** How often a job that fails is tried again. */
  readonly retries: number;
  /** Seconds until the first of these; every other one waits about twice as long as the one before. */
  readonly retryDelay: number;
  readonly newId: () => string;
}

export interface Added {
  /** Ids of the new jobs, by where their recordings are. */
  readonly jobs: readonly { readonly id: string; readonly at: string }[];
  /** How many were there already, by what has become of them. */
  readonly known: Readonly<Record<string, number>>;
}

/** Jobs in one statement. */
const batchSize = 1000;

/** Seconds without a sign of life after which a job is given to another worker, until a worker says otherwise. */
const leaseDefault = 60;

/** Adds a job for each recording that has none, whatever became of it, unless it was cancelled. */
export async function addJobs(
  queue: Queue,
  recordings: readonly JobData[],
  options: AddOptions,
): Promise<Added> {
  const jobs: { id: string; at: string }[] = [];
  const known: Record<string, number> = {};
  for (let from = 0; from < recordings.length; from += batchSize) {
    const batch = recordings.slice(from, from + batchSize);
    await addBatch(queue, batch, options, jobs, known);
  }
  return { jobs, known };
}

async function addBatch(
  queue: Queue,
  batch: readonly JobData[],
  { priority, retries, retryDelay, newId }: AddOptions,
  jobs: { id: string; at: string }[],
  known: Record<string, number>,
): Promise<void> {
  const lock = `hashtextextended('scribe queue add ${queue.schema}', 0)`;
  await queue.query(`SELECT pg_advisory_lock(${lock})`);
  const there = await queue.query<{ place: string; state: string }>(
    `SELECT DISTINCT ON (singleton_key) singleton_key AS place, state FROM ${queue.schema}.job
     WHERE name = $1 AND singleton_key = ANY ($2) AND state <> 'cancelled' ORDER BY singleton_key, created_on DESC`,
    [queueNames.recordings, batch.map(placeKey)],
  );
  const states = new Map(there.map(({ place, state }) => [place, state]));
  const fresh: { id: string; data: JobData }[] = [];
  for (const data of batch) {
    const key = placeKey(data);
    const state = states.get(key);
    if (state !== undefined) known[state] = (known[state] ?? 0) + 1;
    else fresh.push({ id: newId(), data });
    states.set(key, state ?? 'created');
  }
  if (fresh.length > 0)
    await queue.boss.insert(
      fresh.map(({ id, data }) => ({
        id,
        name: queueNames.recordings,
        data: { ...data, job: id, retries },
        priority,
        singletonKey: placeKey(data),
        retryLimit: retries,
        retryDelay,
        retryBackoff: true,
        expireInSeconds: leaseDefault,
        deadLetter: queueNames.dead,
      })),
    );
  await queue.query(`SELECT pg_advisory_unlock(${lock})`);
  jobs.push(...fresh.map(({ id, data: { at } }) => ({ id, at })));
}
