import { z } from 'zod';
import { unrecognizedReasons } from '../domain/unrecognized.js';
import { count, error, list, meetingId, seconds, similar, span } from './schema-parts.js';

/** What became of a recording, as it is printed. */
export const result = z.object({
  path: z.string(),
  sha256: z.string().optional().describe('of the bytes of the recording; none: they could not be read'),
  outcome: z.enum(['completed', 'already-known', 'sounds-like', 'in-progress', 'failed']),
  reason: z.string().describe('one sentence for people'),
  meetingId: meetingId.nullable(),
  sameAs: z
    .object({ by: z.enum(['sha256', 'content', 'acoustic']), fileName: z.string(), part: span.optional() })
    .optional()
    .describe('the known recording that it is the same as; part: it is no more than this span of it'),
  replaced: list(z.object({ meetingId, fileName: z.string() }))
    .optional()
    .describe('meetings that the new one replaced'),
  title: z.string().optional(),
  duration: seconds.optional(),
  elapsed: seconds.optional().describe('seconds that it took'),
  language: z.string().optional().describe('code of the main language'),
  speakers: list(
    z.object({
      clusterId: z.string(),
      name: z.string(),
      matched: z.boolean().describe('whether the voice is that of an enrolled person'),
      confidence: z.number().describe('cosine similarity'),
      candidates: list(z.object({ name: z.string(), similarity: z.number() })),
    }),
  ).optional(),
  unsure: list(
    z.object({ name: z.string(), clusters: list(similar), alike: z.boolean(), command: z.string() }),
  )
    .optional()
    .describe('people who name nobody, because several speakers may be the person'),
  nameHints: list(z.object({ clusterId: z.string(), start: seconds }))
    .optional()
    .describe('where speakers say their own names'),
  edits: z
    .object({ carried: count, unfit: count })
    .optional()
    .describe('earlier changes that were made again, and that do not fit'),
  mended: count.optional().describe('spellings of the vocabulary'),
  unrecognized: list(z.object({ start: seconds, end: seconds, reason: z.enum(unrecognizedReasons) }))
    .optional()
    .describe('speech without words'),
  reproduction: z
    .object({
      equal: z.boolean(),
      first: z.string().nullable().describe('the first stage with another result'),
      stages: list(z.object({ stage: z.string(), equal: z.boolean() })),
      changes: list(z.object({ what: z.string(), before: z.string(), now: z.string() })).describe(
        'what the two runs worked with, where that differs',
      ),
    })
    .optional()
    .describe('with --verify-repro: how a second run compares'),
  artifacts: list(z.string()).optional().describe('absolute paths of the written files'),
  error: error.optional(),
});
