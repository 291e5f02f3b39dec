import { type JobData, readJobData } from './job.js';
import { type Queue, queueNames } from './open-queue.js';

/** A job that this worker has, for as long as it gives signs of life. */
export interface TakenJob {
  readonly id: string;
  /** This attempt: whoever takes the job after us has another one. */
  readonly delivery: string;
  /** What is to be done, not yet read. */
  readonly data: unknown;
  /** Seconds without a sign of life after which it is given to another worker. */
  readonly lease: number;
}

export interface Taker {
  /** For people: which worker on which machine. */
  readonly worker: string;
  readonly lease: number;
  readonly newId: () => string;
}

/** The next job, the one of the highest priority that has waited longest; null: there is none. */
export async function takeJob(queue: Queue, { worker, lease, newId }: Taker): Promise<TakenJob | null> {
  await freeLapsed(queue);
  // What it cannot fetch pg-boss keeps to itself: a server that is away would look like an empty queue.
  await queue.query('SELECT');
  const [job] = await queue.boss.fetch<JobData>(queueNames.recordings, { batchSize: 1 });
  if (!job) return null;
  const delivery = newId();
  await queue.query(
    `WITH mine AS (
       INSERT INTO ${queue.schema}.running (job_id, delivery, worker) VALUES ($1, $2, $3)
       ON CONFLICT (job_id) DO UPDATE
         SET delivery = $2, worker = $3, stage = NULL, share = 0, stage_since = NULL, began_at = now()
       RETURNING job_id)
     UPDATE ${queue.schema}.job j SET expire_in = $4::numeric * interval '1 second', started_on = now()
     FROM mine WHERE j.name = $5 AND j.id = mine.job_id`,
    [job.id, delivery, worker, lease, queueNames.recordings],
  );
  return { id: job.id, delivery, data: job.data, lease };
}

/** @throws ScribeError RECORDING when it is no job of scribe. */
export const dataOf = ({ data }: TakenJob): JobData => readJobData(data);

/**
 * Frees the jobs of workers that give no more signs of life: another worker may have them at once. What has been tried often enough goes to
 * the dead letters, as a recording that kills its worker should.
 */
async function freeLapsed(queue: Queue): Promise<void> {
  await queue.query(
    `UPDATE ${queue.schema}.job SET state = 'retry', start_after = now()
     WHERE name = $1 AND state = 'active' AND started_on + expire_in < now() AND retry_count < retry_limit`,
    [queueNames.recordings],
  );
  await queue.boss.expire();
}

/** How far a job is. */
export interface Beat {
  readonly stage: string | null;
  /** Of the stage, 0 to 1. */
  readonly share: number;
}

/** Says that we still work on a job. @returns false: it was cancelled, or another worker has it. */
export async function beat(
  queue: Queue,
  { id, delivery }: TakenJob,
  { stage, share }: Beat,
): Promise<boolean> {
  const [mine] = await queue.query(
    `WITH mine AS (
       UPDATE ${queue.schema}.running SET share = $4, stage = $3,
         stage_since = CASE WHEN stage IS DISTINCT FROM $3 THEN now() ELSE stage_since END
       WHERE job_id = $1 AND delivery = $2 RETURNING job_id)
     UPDATE ${queue.schema}.job j SET started_on = now() FROM mine
     WHERE j.name = $5 AND j.id = mine.job_id AND j.state = 'active' RETURNING j.id`,
    [id, delivery, stage, share, queueNames.recordings],
  );
  return mine !== undefined;
}
