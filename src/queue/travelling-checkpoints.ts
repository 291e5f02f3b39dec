import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Checkpoints } from '../pipeline/checkpoints.js';
import type { Queue } from './open-queue.js';

const [compress, expand] = [promisify(gzip), promisify(gunzip)];

/** What is decoded lies in a file of this machine. */
const staysHere = /:decode:/;

/** Finished stages of a job in the database of its queue: the worker that takes it over goes on after the last one. */
export function travellingCheckpoints({ query, schema }: Queue, jobId: string): Checkpoints {
  return {
    async get(key) {
      if (staysHere.test(key)) return null;
      const [kept] = await query<{ value: string }>(
        `SELECT encode(value, 'base64') AS value FROM ${schema}.checkpoints WHERE job_id = $1 AND key = $2`,
        [jobId, key],
      );
      return kept ? (await expand(Buffer.from(kept.value, 'base64'))).toString('utf8') : null;
    },
    async put(key, value) {
      if (staysHere.test(key)) return;
      await query(
        `INSERT INTO ${schema}.checkpoints (job_id, key, value) VALUES ($1, $2, $3)
         ON CONFLICT (job_id, key) DO UPDATE SET value = excluded.value, put_at = now()`,
        [jobId, key, await compress(value)],
      );
    },
  };
}
