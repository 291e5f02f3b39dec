import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { PlainError } from '../../src/errors.js';
import type { SendEvent } from '../../src/export/automatic/events.js';
import type { IngestResult, PipelineEvent } from '../../src/pipeline/events.js';
import type { QueueEvent } from '../../src/queue/events.js';
import { eventSchema, type PrintedEvent, readEvent } from '../../src/report/event-schema.js';
import { createJsonReporter } from '../../src/report/lines.js';
import type { WatchEvent } from '../../src/watch/events.js';

/** Whatever the program can tell. */
type Emitted =
  | PipelineEvent
  | SendEvent
  | WatchEvent
  | QueueEvent
  | { readonly kind: 'error'; readonly error: PlainError };
/** A line of JSON has nothing of what was said. */
type Printed =
  | Exclude<Emitted, { kind: 'recording-finished' }>
  | {
      readonly kind: 'recording-finished';
      readonly result: Omit<IngestResult, 'nameHints' | 'edits'> & {
        readonly nameHints?: readonly { readonly clusterId: string; readonly start: number }[];
        readonly edits?: { readonly carried: number; readonly unfit: number };
      };
    };
/** Of every line but that of a command that failed, the moment is known. */
type Timed<T> = T extends { kind: 'error' } ? T : T & { readonly time: string };
type Fixed<T> = T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;
/** `true` for two types of the same values; nothing is assignable to it for others. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

it('has every event and every key of the types, and no other', () => {
  // The compiler is the test: with an event that the schema lacks, or with another key, this line is wrong.
  const isSame: Same<Fixed<PrintedEvent>, Fixed<Timed<Printed>>> = true;
  expect(isSame).toBe(true);
});

const meetingId = '0190a000-0000-7000-8000-0000000000ff';
const error = {
  code: 'RECORDING',
  message: 'Decoding a.wav failed.',
  hint: 'Copy it again.',
  stack: 'Error: ...',
} as const;

/** At least one of every kind, with everything that it can have. */
const printed: readonly Emitted[] = [
  { kind: 'passed-over', path: 'notes.txt', reason: 'a text file' },
  { kind: 'recording-started', path: 'a.wav', index: 0, total: 1, bytes: 10, bytesAfter: 0 },
  { kind: 'stage-started', stage: 'recognize', provider: 'whisper-base' },
  { kind: 'stage-progress', stage: 'recognize', share: 0.5 },
  { kind: 'stage-completed', stage: 'recognize', durationMs: 1200.5, cpuMs: 2000, peakBytes: 500e6 },
  { kind: 'stage-skipped', stage: 'decode', reason: 'done before' },
  { kind: 'stage-failed', stage: 'decode', durationMs: 3, error },
  { kind: 'warning', message: 'The clock drifts.' },
  { kind: 'note', message: 'Track 1 was taken.' },
  {
    kind: 'recording-finished',
    result: {
      path: 'a.wav',
      sha256: 'ab'.repeat(32),
      outcome: 'completed',
      reason: 'completed',
      meetingId,
      sameAs: { by: 'acoustic', fileName: 'b.wav', part: { start: 0, end: 1.5 } },
      replaced: [{ meetingId, fileName: 'b.wav' }],
      title: 'a',
      duration: 61.5,
      elapsed: 3.2,
      language: 'en',
      speakers: [
        {
          clusterId: 'S1',
          name: 'Maya',
          matched: true,
          confidence: 0.7,
          candidates: [{ name: 'Maya', similarity: 0.7 }],
        },
      ],
      unsure: [
        {
          name: 'Tom',
          clusters: [{ clusterId: 'S2', similarity: 0.6 }],
          alike: false,
          command: 'scribe ...',
        },
      ],
      nameHints: [{ clusterId: 'S3', name: 'Angus', quote: "I'm Angus.", start: 12, command: 'scribe ...' }],
      edits: { carried: 2, unfit: ['00:12  "cuber" -> "Kubernetes"'] },
      mended: 1,
      unrecognized: [{ start: 1, end: 2, reason: 'no-words' }],
      reproduction: {
        equal: false,
        first: 'recognize',
        stages: [{ stage: 'recognize', equal: false }],
        changes: [{ what: 'ffmpeg', before: '6.1', now: '7.0' }],
      },
      artifacts: ['/out/transcript.md'],
    },
  },
  {
    kind: 'recording-finished',
    result: { path: 'b.wav', outcome: 'failed', reason: 'x', meetingId: null, error },
  },
  { kind: 'hook-finished', meetingId, command: 'notify', durationMs: 12, output: '' },
  {
    kind: 'hook-failed',
    meetingId,
    command: 'notify',
    durationMs: 12,
    output: 'no',
    reason: 'it ended with status 1',
  },
  { kind: 'batch-finished', completed: 1, known: 0, failed: 1, passedOver: 1 },
  { kind: 'export-finished', to: 's3://bucket', new: 1, changed: 2, removed: 3, same: 4 },
  {
    kind: 'export-failed',
    to: 's3://bucket',
    owed: 2,
    error: { ...error, code: 'OUTPUT' },
    command: 'scribe export ...',
  },
  {
    kind: 'watch-started',
    folders: [
      { path: '/in', poll: null, present: true },
      { path: '/nas', poll: 10, present: false },
    ],
  },
  { kind: 'watch-waiting', path: '/in/a.wav', reason: 'it has just changed' },
  { kind: 'watch-found', path: '/in/a.wav', again: false },
  { kind: 'watch-moved', path: '/in/b.wav', from: '/in/a.wav', meetingId },
  { kind: 'watch-failed', path: '/in/b.wav', attempts: 5, nextAttemptAt: null, code: 'RECORDING' },
  { kind: 'watch-away', folder: '/nas' },
  { kind: 'watch-back', folder: '/nas' },
  { kind: 'watch-idle' },
  { kind: 'watch-stopped', completed: 1, known: 2, failed: 3 },
  { kind: 'worker-started', worker: 'host:12', queue: 'db.example/meetings', concurrency: 2 },
  { kind: 'job-started', job: '01a2', at: '/in/a.wav' },
  {
    kind: 'job-stage',
    job: '01a2',
    stage: 'recognize',
    outcome: 'completed',
    durationMs: 3,
    cpuMs: 4,
    peakBytes: 5,
  },
  { kind: 'job-warning', job: '01a2', message: 'The clock drifts.' },
  {
    kind: 'job-completed',
    job: '01a2',
    at: '/in/a.wav',
    outcome: 'completed',
    meetingId,
    duration: 61.5,
    elapsed: 3.2,
    worker: 'host:12',
  },
  { kind: 'job-failed', job: '01a2', at: 's3://bucket/a.wav', hopeless: true, error },
  { kind: 'job-returned', job: '01a2', at: '/in/a.wav', reason: 'stopping' },
  { kind: 'queue-away', error: { ...error, code: 'OUTPUT' } },
  { kind: 'worker-stopped', done: 1, failed: 0 },
  { kind: 'error', error: { code: 'INTERRUPTED', message: 'Interrupted.' } },
];

describe('the published schema', () => {
  const time = '2026-01-05T10:00:00.000Z';
  const ajv = new Ajv2020({ allErrors: true });
  const published = ajv.compile(eventSchema());
  const strict = new Ajv2020({ allErrors: true }).compile(eventSchema({ strict: true }));

  it('is one of 2020-12, and says of every event what it is', () => {
    const schema = eventSchema() as { readonly oneOf: readonly { readonly description?: string }[] };
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(schema.oneOf.filter(({ description }) => !description)).toEqual([]);
    expect(JSON.stringify(schema)).not.toContain('readOnly');
  });

  it.each(printed.map((event) => [event.kind, event] as const))('takes %s, as it is printed', (_, event) => {
    let line = '';
    const nowhere = { write: () => {} };
    const now = () => time;
    createJsonReporter<Emitted>({ out: { write: (text) => (line += text) }, err: nowhere, now }).emit(event);
    const { time: told, ...untimed } = JSON.parse(line);
    expect(told).toBe(time);
    // The line of a command that failed is written by `main`, which has no reporter.
    const read = event.kind === 'error' ? untimed : { time, ...untimed };
    expect(readEvent(JSON.stringify(read))).toMatchObject({ kind: event.kind });
    expect(line).not.toMatch(/Angus|cuber/);
    expect(strict(read), JSON.stringify(strict.errors)).toBe(true);
    expect(published(read), JSON.stringify(published.errors)).toBe(true);
  });

  it('takes keys that later versions may have, and refuses what is wrong', () => {
    expect(published({ kind: 'watch-idle', time, later: 1 })).toBe(true);
    expect(strict({ kind: 'watch-idle', time, later: 1 })).toBe(false);
    expect(published({ kind: 'no such event', time })).toBe(false);
    expect(published({ kind: 'watch-away', time })).toBe(false);
    expect(published({ kind: 'watch-idle' })).toBe(false);
    expect(published({ kind: 'stage-progress', stage: 'decode', share: 2, time })).toBe(false);
  });

  it('is tested with every kind of event', () => {
    const { oneOf } = eventSchema() as { oneOf: { properties: { kind: { const: string } } }[] };
    const kinds = new Set<string>(printed.map(({ kind }) => kind));
    expect(oneOf.map(({ properties }) => properties.kind.const).filter((kind) => !kinds.has(kind))).toEqual(
      [],
    );
  });
});
