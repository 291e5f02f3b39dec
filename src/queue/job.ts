import { z } from 'zod';
import type { MeetingFields } from '../domain/meeting-fields.js';
import type { travellingSettings } from '../domain/travelling-settings.js';
import { ScribeError } from '../errors.js';
import type { Settings } from '../settings/definitions.js';

export type JobSettings = Partial<Pick<Settings, (typeof travellingSettings)[number]>>;

/** Where a recording is, and what it looked like when it was added. */
export interface Location {
  /** An absolute path that all workers have, or `s3://bucket/key`. */
  readonly at: string;
  /** Bytes. */
  readonly size: number;
  /** Changes when the file does: its time of change, or the ETag of the object. */
  readonly version: string;
}

/** What is to be done: nothing secret, since everybody who may read the database may read it. */
export interface JobData extends Location {
  readonly settings: JobSettings;
  readonly fields: MeetingFields;
}

const jobData = z.object({
  at: z.string().min(1),
  size: z.number().nonnegative(),
  version: z.string(),
  settings: z.record(z.string(), z.unknown()),
  fields: z.record(z.string(), z.unknown()),
});

/** One job has this key: the same file, unchanged, is not added twice. */
export const placeKey = ({ at, size, version }: Location): string => `${at} ${size} ${version}`;

/** @throws ScribeError RECORDING when this is no job of scribe: to try it again would not help. */
export function readJobData(value: unknown): JobData {
  const data = typeof value === 'string' ? JSON.parse(value) : value;
  const parsed = jobData.safeParse(data);
  if (parsed.success) return parsed.data as unknown as JobData;
  throw new ScribeError('RECORDING', 'Reading the job failed: it does not say what is to be done.', {
    hint: 'Add recordings with `scribe queue add`.',
  });
}
