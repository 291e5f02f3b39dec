import { expect, it } from 'vitest';
import { ScribeError } from '../../src/errors.js';
import { replay } from '../../src/report/replay.js';
import { createTimings, type TimedEvent } from '../../src/report/timings.js';

/** Milliseconds into the run, and what happened. */
const run: readonly (readonly [number, TimedEvent])[] = [
  [0, { kind: 'recording-started', path: '/home/Canary/a.wav', index: 0, total: 2 }],
  [20, { kind: 'stage-started', stage: 'recognize', provider: 'whisper' }],
  [30, { kind: 'stage-started', stage: 'diarize' }],
  [35, { kind: 'stage-progress', stage: 'recognize', share: 0.5 }],
  [1020, { kind: 'stage-completed', stage: 'recognize', durationMs: 1000, cpuMs: 1800, peakBytes: 5e8 }],
  [2030, { kind: 'stage-completed', stage: 'diarize', durationMs: 2000, cpuMs: 3000, peakBytes: 6e8 }],
];

const began = Date.parse('2026-01-05T10:00:00.000Z');
const lineOf = (ms: number, event: object) =>
  JSON.stringify({ ...event, time: new Date(began + ms).toISOString() });
const lines = run.map(([ms, event]) => lineOf(ms, event));

async function* each(given: readonly string[]) {
  yield* given;
}
const read = (given: readonly string[]) => replay(each(given), 'events.ndjson');

it('events that were kept give the trace that the run itself wrote', async () => {
  let now = 0;
  const live = createTimings(() => now);
  for (const [ms, event] of run) {
    now = ms;
    live.note(event);
  }
  const { timings, brokenOff } = await read(lines);
  expect(timings.trace()).toBe(live.trace());
  expect(timings.count()).toEqual({ recordings: 1, stages: 2 });
  expect(brokenOff).toBe(false);
  expect(timings.trace()).not.toContain('Canary');
});

it('kinds of later versions, empty lines and the line of a failed command are passed over', async () => {
  const others = [lineOf(40, { kind: 'later' }), '', '{"kind":"error","error":{"code":"BUG","message":"x"}}'];
  const { timings } = await read([...lines.slice(0, 3), ...others, ...lines.slice(3)]);
  expect(timings.trace()).toBe((await read(lines)).timings.trace());
});

it('what was killed in a stage has that stage unfinished, up to the last that is known', async () => {
  const { timings, brokenOff } = await read([...lines.slice(0, 5), lines[5].slice(0, 20)]);
  expect(brokenOff).toBe(true);
  const { traceEvents } = JSON.parse(timings.trace());
  const spans = traceEvents.filter(({ ph }: { ph: string }) => ph === 'X');
  expect(spans.map(({ name, ts, dur, args }: Record<string, unknown>) => [name, ts, dur, args])).toEqual([
    ['recognize', 20_000, 1_000_000, { recording: 1, ended: 'completed', cpuMs: 1800 }],
    ['diarize', 30_000, 990_000, { recording: 1, ended: 'unfinished' }],
  ]);
});

it('a clock that is set back makes no stage shorter than nothing', async () => {
  const { timings } = await read([
    lineOf(0, run[0][1]),
    lineOf(10, run[2][1]),
    lineOf(-3_600_000, run[3][1]),
    lineOf(-3_599_950, run[5][1]),
  ]);
  expect(timings.trace()).toContain('"dur": 50000');
});

it('jobs of a worker that go on at once are in different lanes', async () => {
  const stage = (job: string) =>
    ({ kind: 'job-stage', job, stage: 'recognize', outcome: 'completed', durationMs: 800 }) as const;
  const { timings } = await read([
    lineOf(0, { kind: 'job-started', job: 'a', at: '/a.wav' }),
    lineOf(100, { kind: 'job-started', job: 'b', at: '/b.wav' }),
    lineOf(1000, stage('a')),
    lineOf(1100, stage('b')),
    lineOf(1200, { kind: 'job-returned', job: 'a', at: '/a.wav', reason: 'stopping' }),
    lineOf(1300, { kind: 'job-started', job: 'c', at: '/c.wav' }),
    lineOf(2400, stage('c')),
  ]);
  const { traceEvents } = JSON.parse(timings.trace());
  expect(
    traceEvents
      .filter(({ ph }: { ph: string }) => ph === 'X')
      .map(({ pid, ts, args }: Record<string, unknown>) => [pid, ts, args]),
  ).toEqual([
    [1, 200_000, { recording: 1, ended: 'completed' }],
    [2, 300_000, { recording: 2, ended: 'completed' }],
    [1, 1_600_000, { recording: 3, ended: 'completed' }],
  ]);
});

it.each([
  ['is not JSON', [lines[0], '{"kind":', lines[1]], 2],
  ['is not JSON', ['no events at all'], 1],
  ['has no time', [lines[0], JSON.stringify(run[1][1])], 2],
  ['is no event of scribe', [lines[0], '', '[1, 2]'], 3],
  ['is no event of scribe (share', [lineOf(0, { kind: 'stage-progress', stage: 'read', share: 2 })], 1],
  ['has no time', ['{"kind":"watch-idle","time":"noon"}'], 1],
])('a line that %s is named by its number', async (problem, given, number) => {
  const failed = await read(given).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(ScribeError);
  expect(failed).toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(`Reading events.ndjson failed: line ${number} ${problem}`),
    hint: expect.any(String),
  });
});
