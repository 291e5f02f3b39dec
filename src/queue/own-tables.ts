/*
 * What a queue of recordings needs beside the tables of pg-boss, in the same schema. A queue that an earlier version made gets what it
 * lacks.
 */

/** SQL that makes the tables. */
export const ownTables = (schema: string): readonly string[] => [
  // Who works on a job. A delivery is one attempt of one worker: whoever lost the job has another one than stands here.
  `CREATE TABLE IF NOT EXISTS ${schema}.running (
     job_id uuid PRIMARY KEY,
     delivery uuid NOT NULL,
     worker text NOT NULL,
     stage text,
     share real NOT NULL DEFAULT 0,
     stage_since timestamptz,
     began_at timestamptz NOT NULL DEFAULT now()
   )`,
  // Who works on a content, under whatever name it came: two jobs with the same bytes, or the same sound, take turns.
  `CREATE TABLE IF NOT EXISTS ${schema}.contents (
     fingerprint text PRIMARY KEY,
     job_id uuid NOT NULL,
     delivery uuid NOT NULL,
     claimed_at timestamptz NOT NULL DEFAULT now()
   )`,
  // Finished stages of jobs that have not ended, compressed: they go with the job from worker to worker.
  `CREATE TABLE IF NOT EXISTS ${schema}.checkpoints (
     job_id uuid NOT NULL,
     key text NOT NULL,
     value bytea NOT NULL,
     put_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (job_id, key)
   )`,
  `CREATE INDEX IF NOT EXISTS contents_job ON ${schema}.contents (job_id)`,
];

/** SQL that makes the indexes on the table of pg-boss: with them a queue of millions is as fast as one of ten. */
export const ownIndexes = (schema: string): readonly string[] => [
  `CREATE INDEX IF NOT EXISTS job_place ON ${schema}.job (singleton_key)`,
  `CREATE INDEX IF NOT EXISTS job_next ON ${schema}.job (name, priority DESC, created_on, id) WHERE state < 'active'`,
  `CREATE INDEX IF NOT EXISTS job_active ON ${schema}.job (started_on) WHERE state = 'active'`,
  `CREATE INDEX IF NOT EXISTS job_ended ON ${schema}.job (completed_on) WHERE state >= 'completed'`,
];
