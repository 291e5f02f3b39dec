import { expect, it } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { createTimings } from '../../src/report/timings.js';

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
