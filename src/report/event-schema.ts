import { z } from 'zod';
import { returnReasons } from '../queue/events.js';
import { result } from './result-schema.js';
import {
  code,
  count,
  error,
  event,
  list,
  meetingId,
  milliseconds,
  moment,
  seconds,
  stage,
} from './schema-parts.js';

/*
 * What `scribe ingest`, `scribe watch` and `scribe worker` print with `--json`: each line is one of these.
 */

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

const job = z.string().describe('id of a job');
const at = z.string().describe('where the recording is');

const ofWorking = [
  event(
    'worker-started',
    { worker: z.string(), queue: z.string().describe('its database, for people'), concurrency: count },
    'A worker has begun.',
  ),
  event('job-started', { job, at }, 'A job is begun.'),
  event(
    'job-stage',
    {
      job,
      stage,
      outcome: z.enum(['completed', 'skipped']).describe('skipped: it was done before, perhaps elsewhere'),
      durationMs: milliseconds,
      cpuMs: milliseconds.optional(),
      peakBytes: count.optional(),
    },
    'A stage of a job is done.',
  ),
  event('job-warning', { job, message: z.string() }, 'Something is not as it should be.'),
  event(
    'job-completed',
    {
      job,
      at,
      outcome: z.string(),
      meetingId: meetingId.nullable(),
      duration: seconds.nullable(),
      elapsed: seconds.describe('seconds that it took'),
      worker: z.string(),
    },
    'A job is done, and its meeting delivered.',
  ),
  event(
    'job-failed',
    { job, at, hopeless: z.boolean().describe('another attempt would not help'), error },
    'A job has failed.',
  ),
  event(
    'job-returned',
    { job, at, reason: z.enum(returnReasons) },
    'A job was handed back: somebody else is to do it.',
  ),
  event('queue-away', { error }, 'The database does not answer; the worker goes on when it does.'),
  event('worker-stopped', { done: count, failed: count }, 'A worker has ended.'),
] as const;

/** Whatever command it is: that it failed is the same line each time. */
const ofCommand = [
  z.object({ kind: z.literal('error'), error }).describe('The command itself has failed; nothing follows.'),
] as const;

const events = z.discriminatedUnion('kind', [
  ...ofRecordings,
  ...ofSending,
  ...ofWatching,
  ...ofWorking,
  ...ofCommand,
]);
const kinds: ReadonlySet<unknown> = new Set(events.options.map(({ shape }) => shape.kind.value));

/** What the schema says, as a type: a test holds it against the types of the events. */
export type PrintedEvent = z.infer<typeof events>;

/**
 * Reads one line of what was printed.
 * @returns null: an event of another version.
 * @throws SyntaxError and z.ZodError when it is no event.
 */
export function readEvent(line: string): PrintedEvent | null {
  const value: unknown = JSON.parse(line);
  const isOther = z.object({ kind: z.string(), time: moment }).safeParse(value).data;
  return isOther && !kinds.has(isOther.kind) ? null : events.parse(value);
}

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
    title: 'A line of `scribe ingest --json`, `scribe watch --json` or `scribe worker --json`',
    ...schema,
  };
}
