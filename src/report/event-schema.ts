import { z } from 'zod';
import { unrecognizedReasons } from '../domain/unrecognized.js';
import { type ErrorCode, exitStatus } from '../errors.js';
import { stageNames } from '../pipeline/events.js';

/*
 * What `scribe ingest --json` and `scribe watch --json` print: each line is one of these.
 */

const count = z.int().min(0);
const seconds = z.number().describe('seconds');
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const milliseconds = z.number().min(0).describe('milliseconds');
const meetingId = z.string().describe('id of a meeting');
const moment = z.string().describe('UTC, ISO 8601');

const code = z
  .enum(Object.keys(exitStatus) as [ErrorCode, ...ErrorCode[]])
  .describe('what kind of failure; docs/exit-codes.md says what each means');
const error = z.object({
  code,
  message: z.string().describe('what was being done, and to which file'),
  hint: z.string().optional().describe('what to do next'),
  stack: z.string().optional().describe('never printed'),
});
const similar = z.object({ clusterId: z.string(), similarity: z.number() });
const span = z.object({ start: seconds, end: seconds });

const result = z.object({
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

const event = <const Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
  description: string,
) => z.object({ kind: z.literal(kind), ...shape }).describe(description);
const stage = z.enum(stageNames);

const ofRecordings = [
  event('passed-over', { path: z.string(), reason: z.string() }, 'A file that is no recording.'),
  event(
    'recording-started',
    { path: z.string(), index: count, total: count, bytes: count.optional(), bytesAfter: count.optional() },
    'A recording is begun; bytesAfter: of all that come after it.',
  ),
  event(
    'stage-started',
    { stage, provider: z.string().optional() },
    'A stage is begun; provider: by which model.',
  ),
  event('stage-progress', { stage, share: z.number().min(0).max(1) }, 'How much of a stage is done.'),
  event(
    'stage-completed',
    {
      stage,
      durationMs: milliseconds,
      cpuMs: milliseconds
        .optional()
        .describe(
          'milliseconds that all threads of its process worked meanwhile, those of stages beside it, too',
        ),
      peakBytes: count.optional().describe('the most memory that its process had taken by then'),
    },
    'A stage is done.',
  ),
  event('stage-skipped', { stage, reason: z.string() }, 'A stage was done by an earlier run.'),
  event('stage-failed', { stage, durationMs: milliseconds, error }, 'A stage has failed.'),
  event('warning', { message: z.string() }, 'Something is not as it should be.'),
  event('note', { message: z.string() }, 'Something was chosen or guessed, and could be chosen otherwise.'),
  event('recording-finished', { result }, 'What became of a recording.'),
  event(
    'hook-finished',
    { meetingId, command: z.string(), durationMs: milliseconds, output: z.string() },
    'The program of the setting onMeeting has ended well.',
  ),
  event(
    'hook-failed',
    { meetingId, command: z.string(), durationMs: milliseconds, output: z.string(), reason: z.string() },
    'The program of the setting onMeeting has failed; the meeting is stored all the same.',
  ),
  event(
    'batch-finished',
    { completed: count, known: count, failed: count, passedOver: count },
    'The end of scribe ingest: how many recordings became what.',
  ),
] as const;

const ofSending = [
  event(
    'export-finished',
    { to: z.string(), new: count, changed: count, removed: count, same: count },
    'Changes were sent to a place of the setting export.',
  ),
  event(
    'export-failed',
    { to: z.string(), owed: count, error, command: z.string() },
    'They could not be sent, and stay owed.',
  ),
] as const;

const ofWatching = [
  event(
    'watch-started',
    {
      folders: list(
        z.object({
          path: z.string(),
          poll: z
            .number()
            .nullable()
            .describe('seconds between two looks; null: the system tells of changes'),
          present: z.boolean(),
        }),
      ),
    },
    'A watcher has begun.',
  ),
  event('watch-waiting', { path: z.string(), reason: z.string() }, 'A recording is not taken yet.'),
  event('watch-found', { path: z.string(), again: z.boolean() }, 'With --dry-run: this would be processed.'),
  event(
    'watch-moved',
    { path: z.string(), from: z.string(), meetingId: meetingId.nullable() },
    'A known file has another name.',
  ),
  event(
    'watch-failed',
    { path: z.string(), attempts: count, nextAttemptAt: moment.nullable(), code },
    'A file has failed, and is tried again then; null: not before it changes.',
  ),
  event('watch-away', { folder: z.string() }, 'A folder has gone, and is waited for.'),
  event('watch-back', { folder: z.string() }, 'It is back.'),
  event('watch-idle', {}, 'Nothing came for a while: the models are freed.'),
  event('watch-stopped', { completed: count, known: count, failed: count }, 'A watcher has ended.'),
] as const;

const ofCommand = [event('error', { error }, 'The command itself has failed; nothing follows.')] as const;

const events = z.discriminatedUnion('kind', [...ofRecordings, ...ofSending, ...ofWatching, ...ofCommand]);

/** What the schema says, as a type: a test holds it against the types of the events. */
export type PrintedEvent = z.infer<typeof events>;

/**
 * The JSON Schema of a line. Readers should ignore keys that they do not know: later versions add some.
 * @param strict whether other keys are wrong, as in tests.
 */
export function eventSchema({ strict = false } = {}): object {
  const schema = z.toJSONSchema(events, {
    io: strict ? 'output' : 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return {
    $id: 'urn:scribe:schema:events',
    title: 'A line of `scribe ingest --json` or `scribe watch --json`',
    ...schema,
  };
}
