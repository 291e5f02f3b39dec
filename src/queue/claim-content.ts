import type { IngestResult } from '../pipeline/events.js';
import { type Queue, queueNames } from './open-queue.js';
import type { TakenJob } from './take-job.js';

/** How a recording is known: by its bytes, or by its sound in whatever container. */
export interface Fingerprint {
  readonly kind: 'bytes' | 'sound';
  /** Hex SHA-256 of the bytes, or the fingerprint of the samples. */
  readonly value: string;
}

type Elsewhere = Pick<IngestResult, 'outcome' | 'reason' | 'meetingId'>;

/**
 * Claims a content for a job, so that two workers that get one recording under two names make one meeting of it.
 *
 * @returns null: it is ours; else the meeting that core has of it, or that another worker is making one.
 */
export async function claimContent(
  queue: Queue,
  job: TakenJob,
  fingerprint: Fingerprint,
): Promise<Elsewhere | null> {
  const { schema } = queue;
  const mine = await queue.query(
    `INSERT INTO ${schema}.contents AS c (fingerprint, job_id, delivery) VALUES ($1, $2, $3)
     ON CONFLICT (fingerprint) DO UPDATE SET job_id = $2, delivery = $3, claimed_at = now()
       WHERE c.job_id = $2
         OR NOT EXISTS (SELECT FROM ${schema}.job j WHERE j.name = $4 AND j.id = c.job_id AND j.state <= 'active')
     RETURNING fingerprint`,
    [keyOf(fingerprint), job.id, job.delivery, queueNames.recordings],
  );
  // Whoever had it until now has delivered it, or failed: what core has is looked at after the claim.
  const meetingId = await findDelivered(queue, fingerprint);
  if (meetingId !== null)
    return { outcome: 'already-known', reason: 'another worker has delivered it', meetingId };
  if (mine.length > 0) return null;
  return { outcome: 'in-progress', reason: 'another worker has the same recording', meetingId: null };
}

const keyOf = ({ kind, value }: Fingerprint): string => `${kind} ${value}`;

/** The finished meeting that core has of this content; null: none. */
async function findDelivered({ query }: Queue, { kind, value }: Fingerprint): Promise<string | null> {
  const column = kind === 'bytes' ? 'sha256' : 'content_fp';
  const [found] = await query<{ id: string }>(
    `SELECT m.id::text AS id FROM files f JOIN meetings m ON m.file_id = f.id
     WHERE f.${column} = $1 AND m.status = 'completed' ORDER BY m.id LIMIT 1`,
    [value],
  );
  return found?.id ?? null;
}
