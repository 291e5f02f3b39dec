import { type Queue, queueNames } from './open-queue.js';

/** What a queue is doing. */
export interface QueueStatus {
  readonly counts: QueueCounts;
  readonly running: readonly RunningJob[];
  readonly dead: readonly DeadLetter[];
  readonly pace: Pace;
}

export interface QueueCounts {
  /** May be taken now. */
  readonly waiting: number;
  /** Are tried again, or taken, at a later time. */
  readonly later: number;
  readonly running: number;
  readonly done: number;
  readonly cancelled: number;
  /** Given up: the dead letters. */
  readonly dead: number;
}

interface RunningJob {
  readonly id: string;
  readonly at: string;
  readonly worker: string;
  /** Null: it has just begun. */
  readonly stage: string | null;
  /** Of the stage, 0 to 1. */
  readonly share: number;
  /** Seconds since the job and its stage began. */
  readonly seconds: number;
  readonly stageSeconds: number;
  /** Deliveries before this one that failed. */
  readonly retries: number;
}

interface DeadLetter {
  /** Of the job that failed. */
  readonly id: string;
  readonly at: string;
  readonly reason: string;
  readonly failedAt: string;
}

/** How fast it goes, from what was done in the last hour. */
interface Pace {
  /** Recordings, seconds of sound, and seconds from the first of them until now. */
  readonly recordings: number;
  readonly audioSeconds: number;
  readonly seconds: number;
  /** Seconds until nothing waits or runs; null: nothing was done, or nothing is left. */
  readonly secondsLeft: number | null;
}

/** Looks at everything at once. The lists are short: `limit` of each. */
export async function readStatus(queue: Queue, limit: number): Promise<QueueStatus> {
  const counts = await readCounts(queue);
  const pace = await readPace(queue, counts);
  return { counts, pace, running: await listRunning(queue, limit), dead: await listDead(queue, limit) };
}

export async function readCounts({ query, schema }: Queue): Promise<QueueCounts> {
  const [counts] = await query<Record<keyof QueueCounts, number>>(
    `SELECT count(*) FILTER (WHERE state < 'active' AND start_after <= now()) AS waiting,
       count(*) FILTER (WHERE state < 'active' AND start_after > now()) AS later,
       count(*) FILTER (WHERE state = 'active') AS running,
       count(*) FILTER (WHERE state = 'completed') AS done,
       count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
       (SELECT count(*) FROM ${schema}.job d WHERE d.name = $2 AND d.state < 'active') AS dead
     FROM ${schema}.job WHERE name = $1`,
    [queueNames.recordings, queueNames.dead],
  );
  return counts;
}

async function listRunning({ query, schema }: Queue, limit: number): Promise<readonly RunningJob[]> {
  return query<RunningJob>(
    `SELECT j.id::text AS id, j.data ->> 'at' AS at, r.worker, r.stage, r.share,
       extract(epoch FROM now() - r.began_at)::double precision AS seconds,
       extract(epoch FROM now() - coalesce(r.stage_since, r.began_at))::double precision AS "stageSeconds",
       j.retry_count AS retries
     FROM ${schema}.running r JOIN ${schema}.job j ON j.name = $1 AND j.id = r.job_id AND j.state = 'active'
     ORDER BY r.began_at, r.job_id LIMIT $2`,
    [queueNames.recordings, limit],
  );
}

async function listDead({ query, schema }: Queue, limit: number): Promise<readonly DeadLetter[]> {
  const letters = await query<Omit<DeadLetter, 'reason'> & { readonly message: string | null }>(
    `SELECT coalesce(data ->> 'job', id::text) AS id, data ->> 'at' AS at,
       coalesce(output ->> 'message', output -> 'value' ->> 'message') AS message,
       to_char(created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "failedAt"
     FROM ${schema}.job WHERE name = $1 AND state < 'active' ORDER BY created_on DESC, id LIMIT $2`,
    [queueNames.dead, limit],
  );
  return letters.map(({ message, ...letter }) => ({ ...letter, reason: reasonOf(message) }));
}

/** pg-boss says in its own words that a worker gave no more signs of life. */
export function reasonOf(message: string | null): string {
  if (message === null) return 'nobody said why';
  return message === 'job failed by timeout in active state'
    ? 'its workers ended without a word, each time that it was tried'
    : message;
}

async function readPace({ query, schema }: Queue, { waiting, later, running }: QueueCounts): Promise<Pace> {
  const [done] = await query<Omit<Pace, 'secondsLeft'>>(
    `SELECT count(*) AS recordings,
       coalesce(sum((output ->> 'duration')::double precision), 0) AS "audioSeconds",
       coalesce(extract(epoch FROM now() - min(completed_on - (output ->> 'elapsed')::double precision * interval '1 second')), 0)::double precision AS seconds
     FROM ${schema}.job WHERE name = $1 AND state = 'completed' AND completed_on > now() - interval '1 hour'`,
    [queueNames.recordings],
  );
  const left = waiting + later + running;
  const secondsLeft = done.recordings > 0 && left > 0 ? (done.seconds / done.recordings) * left : null;
  return { ...done, secondsLeft };
}
