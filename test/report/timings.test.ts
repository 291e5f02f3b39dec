import { expect, it } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { createTimings, type TimedEvent, tellingTimings } from '../../src/report/timings.js';

/** Two stages side by side, then one that fails; names that must not come out. */
function run() {
  let now = 1000;
  const timings = createTimings(() => now);
  const at = (ms: number, event: PipelineEvent) => {
    now = 1000 + ms;
    timings.note(event);
  };
  at(0, { kind: 'recording-started', path: '/home/Canary/secret.wav', index: 0, total: 1 });
  at(10, { kind: 'stage-skipped', stage: 'decode', reason: 'done before' });
  at(20, { kind: 'stage-started', stage: 'recognize', provider: 'whisper' });
  at(30, { kind: 'stage-started', stage: 'diarize' });
  at(1020, { kind: 'stage-completed', stage: 'recognize', durationMs: 1000, cpuMs: 1800, peakBytes: 5e8 });
  at(2030, { kind: 'stage-completed', stage: 'diarize', durationMs: 2000, cpuMs: 3000, peakBytes: 6e8 });
  at(2040, { kind: 'stage-started', stage: 'save' });
  const error = { code: 'STORE', message: 'Canary' } as const;
  at(2050, { kind: 'stage-failed', stage: 'save', durationMs: 10, error });
  at(2060, {
    kind: 'recording-finished',
    result: {
      path: '/home/Canary/secret.wav',
      outcome: 'failed',
      reason: 'Canary',
      meetingId: null,
      duration: 20,
    },
  });
  return timings;
}

it('a table says when stages began and ended, and what they took', () => {
  const cells = run()
    .table()
    .map((line) => line.trim().split(/ {2,}/));
  expect(cells).toEqual([
    ['NO', 'STAGE', 'START s', 'END s', 'TIME s', 'RTF', 'CPU s', 'PEAK'],
    ['1', 'decode (skipped)', '0.01', '0.01', '0.00', '0.0000', '-', '-'],
    ['1', 'recognize', '0.02', '1.02', '1.00', '0.0500', '1.80', '500 MB'],
    ['1', 'diarize', '0.03', '2.03', '2.00', '0.1000', '3.00', '600 MB'],
    ['1', 'save (failed)', '2.04', '2.05', '0.01', '0.0005', '-', '-'],
    ['1', 'all', '0.01', '2.05', '2.04', '0.1020', '-', '600 MB'],
  ]);
});

it('a trace is what Chrome and Perfetto read: named threads, spans in order, memory', () => {
  const { traceEvents } = JSON.parse(run().trace()) as {
    traceEvents: {
      name: string;
      ph: string;
      ts: number;
      tid: number;
      pid: number;
      dur?: number;
      args: object;
    }[];
  };
  const threads = traceEvents.filter(({ name }) => name === 'thread_name');
  expect(threads.map(({ args }) => args)).toEqual(
    ['decode', 'recognize', 'diarize', 'save'].map((name) => ({ name })),
  );
  const times = traceEvents.map(({ ts }) => ts);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const spans = traceEvents.filter(({ ph }) => ph === 'X');
  for (const { tid, name } of spans)
    expect(threads.find((thread) => thread.tid === tid)?.args).toEqual({ name });
  expect(spans.find(({ name }) => name === 'diarize')).toMatchObject({ pid: 1, ts: 30_000, dur: 2_000_000 });
  expect(traceEvents.filter(({ ph }) => ph === 'C').map(({ args }) => args)).toEqual([
    { bytes: 5e8 },
    { bytes: 6e8 },
  ]);
});

it('neither says what a recording is called, or why it failed', () => {
  const timings = run();
  expect(timings.table().join('\n') + timings.trace()).not.toMatch(/Canary|secret/);
});

it('a watcher has the table of each recording when it is over, from its own beginning, and forgets it', () => {
  let now = 0;
  const told: string[] = [];
  const emit = tellingTimings((event: TimedEvent) => told.push(event.kind), {
    clock: () => now,
    err: { write: (text) => told.push(...text.split('\n').filter(Boolean)) },
  });
  const at = (ms: number, event: TimedEvent) => {
    now = ms;
    emit(event);
  };
  const result = { path: 'a', outcome: 'completed', reason: '', meetingId: null, duration: 10 } as const;
  for (const begin of [5000, 86_400_000]) {
    at(begin, { kind: 'recording-started', path: 'a', index: 0, total: 1 });
    at(begin + 100, { kind: 'stage-started', stage: 'decode' });
    at(begin + 1100, { kind: 'stage-completed', stage: 'decode', durationMs: 1000 });
    at(begin + 1200, { kind: 'recording-finished', result });
  }
  at(now, { kind: 'recording-started', path: 'b', index: 0, total: 1 });
  at(now, { kind: 'recording-finished', result });
  const table = (number: number) => [
    'NO  STAGE   START s  END s  TIME s  RTF     CPU s  PEAK',
    `${number}   decode  0.00     1.00   1.00    0.1000  -      -`,
    `${number}   all     0.00     1.00   1.00    0.1000  -      -`,
  ];
  const events = ['recording-started', 'stage-started', 'stage-completed', 'recording-finished'];
  // What failed before its first stage has no table.
  expect(told).toEqual([
    ...events,
    ...table(1),
    ...events,
    ...table(2),
    'recording-started',
    'recording-finished',
  ]);
});

it('jobs of a worker that go on at once have a table each', () => {
  let now = 0;
  const told: string[] = [];
  const emit = tellingTimings<TimedEvent>(() => {}, {
    clock: () => now,
    err: { write: (text) => told.push(text) },
  });
  const at = (ms: number, event: TimedEvent) => {
    now = ms;
    emit(event);
  };
  const stage = (job: string, cpuMs: number) =>
    ({ kind: 'job-stage', job, stage: 'recognize', outcome: 'completed', durationMs: 900, cpuMs }) as const;
  at(0, { kind: 'job-started', job: 'a', at: 'a.wav' });
  at(0, { kind: 'job-started', job: 'b', at: 'b.wav' });
  at(1000, stage('a', 1100));
  at(1500, stage('b', 2200));
  const done = { outcome: 'completed', meetingId: null, duration: 9, elapsed: 2, worker: 'w' };
  at(2000, { kind: 'job-completed', job: 'b', at: 'b.wav', ...done });
  expect(told.join('')).toMatch(/\n2 {3}recognize {2}0\.00 .* 0\.1000 {2}2\.20 /);
  expect(told.join('')).not.toContain('\n1 ');
  told.length = 0;
  at(2100, { kind: 'job-returned', job: 'a', at: 'a.wav', reason: 'lost' });
  expect(told.join('')).toMatch(/\n1 {3}recognize {2}0\.00 .* - {4}1\.10 /);
});
