import { z } from 'zod';
import { type ErrorCode, exitStatus } from '../errors.js';
import { stageNames } from '../pipeline/events.js';

/*
 * What the schemas of events have in common.
 */

export const count = z.int().min(0);
export const seconds = z.number().describe('seconds');
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
export const milliseconds = z.number().min(0).describe('milliseconds');
export const meetingId = z.string().describe('id of a meeting');
export const moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .describe('UTC, ISO 8601');

export const code = z
  .enum(Object.keys(exitStatus) as [ErrorCode, ...ErrorCode[]])
  .describe('what kind of failure; docs/exit-codes.md says what each means');
export const error = z.object({
  code,
  message: z.string().describe('what was being done, and to which file'),
  hint: z.string().optional().describe('what to do next'),
  stack: z.string().optional().describe('never printed'),
});
export const similar = z.object({ clusterId: z.string(), similarity: z.number() });
export const span = z.object({ start: seconds, end: seconds });

/** A line of one kind. */
export const event = <const Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
  description: string,
) =>
  z
    .object({ kind: z.literal(kind), ...shape, time: moment.describe('when it was told: UTC, ISO 8601') })
    .describe(description);
export const stage = z.enum(stageNames);
