import { type Queue, queueNames } from './open-queue.js';

const { recordings, dead } = queueNames;

/**
 * Cancels jobs that have not ended. A worker that is at one notices at its next sign of life.
 * @param ids null: all of them.
 * @returns how many.
 */
export async function cancelJobs(
  { query, schema, boss }: Queue,
  ids: readonly string[] | null,
): Promise<number> {
  const open = await query<{ id: string }>(
    `SELECT id::text AS id FROM ${schema}.job WHERE name = $1 AND state < 'completed' AND ($2::uuid[] IS NULL OR id = ANY ($2::uuid[]))`,
    [recordings, ids],
  );
  if (open.length > 0)
    await boss.cancel(
      recordings,
      open.map(({ id }) => id),
    );
  await query(
    `DELETE FROM ${schema}.checkpoints c WHERE EXISTS (
       SELECT FROM ${schema}.job j WHERE j.name = $1 AND j.id = c.job_id AND j.state = 'cancelled')`,
    [recordings],
  );
  return open.length;
}

/**
 * Lets jobs be taken at once: those that were given up or cancelled, with as many retries as before, and those that wait for their next one.
 * @param ids null: everything that was given up.
 * @returns how many.
 */
export async function retryJobs({ query, schema }: Queue, ids: readonly string[] | null): Promise<number> {
  const freed = await query<{ id: string }>(
    `WITH freed AS (
       UPDATE ${schema}.job SET state = 'created', start_after = now(), started_on = NULL, completed_on = NULL, output = NULL,
         retry_limit = CASE WHEN state = 'failed' AND data ? 'retries' THEN (data ->> 'retries')::integer ELSE retry_limit END,
         retry_count = 0
       WHERE name = $1 AND (state IN ('failed', 'cancelled') OR (state < 'active' AND start_after > now()))
         AND (id = ANY ($2::uuid[]) OR ($2::uuid[] IS NULL AND state = 'failed'))
       RETURNING id),
     answered AS (
       DELETE FROM ${schema}.job WHERE name = $3 AND (data ->> 'job')::uuid IN (SELECT id FROM freed))
     SELECT id::text AS id FROM freed`,
    [recordings, ids, dead],
  );
  return freed.length;
}

/** Puts a waiting job before others, or behind them. @returns false: it does not wait. */
export async function setPriority({ query, schema }: Queue, id: string, priority: number): Promise<boolean> {
  const changed = await query(
    `UPDATE ${schema}.job SET priority = $3 WHERE name = $1 AND id = $2 AND state < 'active' RETURNING id`,
    [recordings, id, priority],
  );
  return changed.length > 0;
}
