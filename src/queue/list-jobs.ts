import type { JobState } from '../domain/job-states.js';
import { ScribeError } from '../errors.js';
import { type Queue, queueNames } from './open-queue.js';
import { reasonOf } from './read-status.js';

export interface ListedJob {
  readonly id: string;
  readonly at: string;
  readonly state: JobState;
  readonly priority: number;
  /** Deliveries that failed. */
  readonly retries: number;
  /** UTC ISO-8601; when it may be taken, was taken, or ended. */
  readonly since: string;
  /** Of a job that is done. */
  readonly meetingId: string | null;
  /** Why it failed, the last time. */
  readonly reason: string | null;
}

const states = `CASE WHEN j.state < 'active' THEN 'waiting' WHEN j.state = 'active' THEN 'running'
  WHEN j.state = 'completed' THEN 'done' ELSE j.state::text END`;

/** Jobs in the order in which they are taken; what has ended comes last, the newest first. */
export async function listJobs(
  { query, schema }: Queue,
  { state, limit }: { readonly state: JobState | null; readonly limit: number },
): Promise<readonly ListedJob[]> {
  const jobs = await query<Omit<ListedJob, 'reason'> & { readonly message: string | null }>(
    `SELECT * FROM (
       SELECT j.id::text AS id, j.data ->> 'at' AS at, ${states} AS state, j.priority, j.retry_count AS retries,
         to_char(coalesce(j.completed_on, CASE WHEN j.state < 'active' THEN j.start_after ELSE j.started_on END)
           AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
         j.output ->> 'meetingId' AS "meetingId",
         CASE WHEN j.state NOT IN ('completed', 'cancelled') THEN coalesce(j.output ->> 'message', j.output -> 'value' ->> 'message') END AS message
       FROM ${schema}.job j WHERE j.name = $1
         AND ($2::text IS NULL OR ${states} = $2)
       ORDER BY j.state = 'active' DESC, j.state < 'active' DESC, j.completed_on DESC, j.priority DESC, j.created_on, j.id LIMIT $3) listed`,
    [queueNames.recordings, state, limit],
  );
  return jobs.map(({ message, ...job }) => ({ ...job, reason: message === null ? null : reasonOf(message) }));
}

/**
 * The job whose id begins or ends so, as lists show it.
 * @throws ScribeError USAGE when there is none, or there are several.
 */
export async function requireJob({ query, schema, address }: Queue, given: string): Promise<string> {
  const plain = given.trim().replaceAll('-', '').toLowerCase();
  const found = await query<{ id: string }>(
    `SELECT id::text AS id FROM (SELECT id, replace(id::text, '-', '') AS plain FROM ${schema}.job WHERE name = $1) j
     WHERE $2 <> '' AND (starts_with(plain, $2) OR right(plain, length($2)) = $2) LIMIT 2`,
    [queueNames.recordings, plain],
  );
  if (found.length === 1) return found[0].id;
  throw new ScribeError(
    'USAGE',
    `Looking for the job "${given}" failed: the queue of ${address} has ${found.length === 0 ? 'no such job' : 'several such jobs'}.`,
    { hint: 'Run `scribe queue list` to see the ids.' },
  );
}
