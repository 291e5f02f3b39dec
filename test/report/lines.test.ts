import { describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { describeTimeLeft } from '../../src/report/describe.js';
import { createJsonReporter, createLineReporter } from '../../src/report/lines.js';
import { advance, estimate, type Progress } from '../../src/report/progress.js';

const run: PipelineEvent[] = [
  { kind: 'recording-started', path: 'a.wav', index: 0, total: 2 },
  { kind: 'stage-started', stage: 'decode' },
  { kind: 'stage-progress', stage: 'decode', share: 0.5 },
  { kind: 'stage-completed', stage: 'decode', durationMs: 1234 },
  { kind: 'stage-skipped', stage: 'detect-speech', reason: 'done before' },
  { kind: 'warning', message: 'the clock drifts' },
  { kind: 'note', message: 'track 1 was taken' },
  {
    kind: 'recording-finished',
    result: {
      path: 'a.wav',
      outcome: 'completed',
      reason: 'done',
      meetingId: '01a21a5c-6bc5-71b8-8d42-00006ddeb0a1',
      speakers: [
        { clusterId: 'S1', name: 'Speaker 1', matched: false, confidence: 0, candidates: [] },
        {
          clusterId: 'S2',
          name: 'Speaker 2',
          matched: false,
          confidence: 0.41,
          candidates: [{ name: 'Bob', similarity: 0.41 }],
        },
        {
          clusterId: 'S3',
          name: 'Tom',
          matched: true,
          confidence: 0.81,
          candidates: [{ name: 'Tom', similarity: 0.81 }],
        },
      ],
      artifacts: ['/x/m1/transcript.md', '/x/m1/transcript.vtt'],
    },
  },
  {
    kind: 'recording-finished',
    result: {
      path: 'b.wav',
      outcome: 'failed',
      reason: 'no audio',
      meetingId: null,
      error: { code: 'RECORDING', message: 'No audio in b.wav.', hint: 'Try --stream.' },
    },
  },
  { kind: 'batch-finished', completed: 1, known: 0, failed: 1, passedOver: 2 },
];

function collect() {
  const text = { out: '', err: '' };
  return {
    text,
    streams: {
      out: {
        write: (t: string) => {
          text.out += t;
        },
      },
      err: {
        write: (t: string) => {
          text.err += t;
        },
      },
    },
  };
}

describe('the line reporter', () => {
  it('writes results to standard output and progress to standard error', () => {
    const { text, streams } = collect();
    const reporter = createLineReporter(streams, { quiet: false, now: () => 0 });
    run.forEach(reporter.emit);
    expect(text.out).toBe(
      'a.wav: done\n  speaker   S1  Speaker 1\n  speaker   S2  Speaker 2 (perhaps Bob 0.41)\n  speaker   S3  Tom (0.81)\n' +
        '  meeting   6ddeb0a1  /x/m1\n',
    );
    expect(text.err).toBe(
      [
        '[1/2] a.wav',
        '  decoding: 1.2 s',
        '  finding speech: done before',
        '  warning: the clock drifts',
        '  note: track 1 was taken',
        'b.wav: error: No audio in b.wav.',
        '  Try --stream.',
        '1 completed, 0 already known, 1 failed, 2 passed over (not recordings; --json lists them)',
        '',
      ].join('\n'),
    );
  });

  it('says only results and errors when quiet', () => {
    const { text, streams } = collect();
    const reporter = createLineReporter(streams, { quiet: true, now: () => 0 });
    run.forEach(reporter.emit);
    expect(text.err).toBe('b.wav: error: No audio in b.wav.\n  Try --stream.\n');
    expect(text.out).toContain('a.wav: done');
  });

  it('reports the progress of long stages now and then', () => {
    const { text, streams } = collect();
    let now = 0;
    const reporter = createLineReporter(streams, { quiet: false, now: () => now });
    reporter.emit(run[0]);
    for (now = 1000; now <= 40_000; now += 1000)
      reporter.emit({ kind: 'stage-progress', stage: 'recognize', share: now / 80_000 });
    expect(text.err.match(/recognizing \d+%, about/g)).toHaveLength(2);
  });
});

it('the JSON reporter writes one event a line, with its moment', () => {
  const { text, streams } = collect();
  const times = run.map((_, i) => `2026-01-05T10:00:0${i % 10}.000Z`);
  const left = [...times];
  run.forEach(createJsonReporter({ ...streams, now: () => left.shift()! }).emit);
  expect(
    text.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(run.map((event, i) => ({ ...event, time: times[i] })));
  expect(text.err).toBe('');
});

describe('progress', () => {
  it('never goes back and ends at 1', () => {
    let progress: Progress | null = null;
    let last = 0;
    const stages = ['decode', 'detect-speech', 'recognize', 'diarize', 'match', 'save'] as const;
    const events: PipelineEvent[] = [
      run[0],
      ...stages.flatMap((stage): PipelineEvent[] => [
        { kind: 'stage-progress', stage, share: 0.6 },
        { kind: 'stage-progress', stage, share: 0.4 },
        { kind: 'stage-completed', stage, durationMs: 1 },
      ]),
    ];
    for (const [i, event] of events.entries()) {
      progress = advance(progress, event, i * 1000);
      const { share } = estimate(progress!, i * 1000);
      expect(share).toBeGreaterThanOrEqual(last);
      last = share;
    }
    expect(last).toBeCloseTo(1);
  });

  it('estimates what is left from what was done', () => {
    let progress = advance(null, run[0], 0);
    for (const stage of ['decode', 'detect-speech'] as const)
      progress = advance(progress, { kind: 'stage-completed', stage, durationMs: 1 }, 4000);
    expect(estimate(progress!, 4000).secondsLeft).toBeCloseTo((4 * 0.84) / 0.16, 5);
  });

  it.each([
    [3, 'about 5 s left'],
    [42, 'about 40 s left'],
    [190, 'about 3 min left'],
    [7800, 'about 2 h 10 min left'],
  ])('%d s: %s', (seconds, text) => {
    expect(describeTimeLeft(seconds)).toBe(text);
  });
});
