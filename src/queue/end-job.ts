import type { PlainError } from '../errors.js';
import { type Queue, queueNames } from './open-queue.js';
import type { TakenJob } from './take-job.js';

/** What became of a job, as the queue keeps it. */
export interface JobOutcome {
  readonly outcome: string;
  readonly meetingId: string | null;
  /** Seconds of sound; null: it was not decoded. */
  readonly duration: number | null;
  /** Seconds from taking the job to delivering its meeting. */
  readonly elapsed: number;
  readonly worker: string;
}

/** Ends a job that is done, unless another worker has it by now. */
export async function completeJob(queue: Queue, job: TakenJob, outcome: JobOutcome): Promise<void> {
  if (!(await release(queue, job))) return;
  await queue.boss.complete(queueNames.recordings, job.id, outcome);
  await forgetWork(queue, job.id);
}

/**
 * Notes that a job failed: it is tried again later, each time after a longer wait, and goes to the dead letters when that was tried often
 * enough, or would not help.
 *
 * @param hopeless the recording itself is at fault, and will be the next time.
 */
export async function failJob(
  queue: Queue,
  job: TakenJob,
  { code, message, hint }: PlainError,
  hopeless: boolean,
): Promise<void> {
  if (!(await release(queue, job))) return;
  if (hopeless)
    await queue.query(
      `UPDATE ${queue.schema}.job SET retry_limit = retry_count WHERE name = $1 AND id = $2 AND state = 'active'`,
      [queueNames.recordings, job.id],
    );
  await queue.boss.fail(queueNames.recordings, job.id, { code, message, ...(hint && { hint }) });
}

/**
 * Gives a job back as if it had never been taken; its finished stages stay for whoever takes it next.
 * @param seconds until it may be taken.
 */
export async function handBack(queue: Queue, job: TakenJob, seconds: number): Promise<void> {
  if (!(await release(queue, job))) return;
  await queue.query(
    `UPDATE ${queue.schema}.job SET state = CASE WHEN retry_count > 0 THEN 'retry' ELSE 'created' END::${queue.schema}.job_state,
       started_on = NULL, start_after = now() + $3::numeric * interval '1 second'
     WHERE name = $1 AND id = $2 AND state = 'active'`,
    [queueNames.recordings, job.id, seconds],
  );
}

/** @returns false: the job is not ours any more. */
async function release(queue: Queue, { id, delivery }: TakenJob): Promise<boolean> {
  const mine = await queue.query(
    `DELETE FROM ${queue.schema}.running WHERE job_id = $1 AND delivery = $2 RETURNING job_id`,
    [id, delivery],
  );
  return mine.length > 0;
}

/** Deletes what a job that has ended leaves behind. */
async function forgetWork({ query, schema }: Queue, id: string): Promise<void> {
  await query(`DELETE FROM ${schema}.checkpoints WHERE job_id = $1`, [id]);
  await query(`DELETE FROM ${schema}.contents WHERE job_id = $1`, [id]);
}
