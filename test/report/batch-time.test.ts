import { expect, it } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { batchSecondsLeft, keepPace, noPace, type Pace } from '../../src/report/batch-time.js';
import { describeTimes } from '../../src/report/describe.js';
import { advance, type Progress } from '../../src/report/progress.js';

interface State {
  readonly progress: Progress | null;
  readonly pace: Pace;
}

const play = (
  events: readonly (readonly [second: number, event: PipelineEvent])[],
  state: State = { progress: null, pace: noPace },
) =>
  events.reduce<State>(
    ({ progress, pace }, [second, event]) => ({
      pace: keepPace(pace, progress, event, second * 1000),
      progress: advance(progress, event, second * 1000),
    }),
    state,
  );

const start = (index: number, bytes: number, bytesAfter: number): PipelineEvent => ({
  kind: 'recording-started',
  path: `${index}.wav`,
  index,
  total: 3,
  bytes,
  bytesAfter,
});
const finish = (outcome: 'completed' | 'already-known'): PipelineEvent => ({
  kind: 'recording-finished',
  result: { path: 'a.wav', outcome, reason: '', meetingId: null },
});
/** All but recognition, and half of that: 70 percent of the whole. */
const work: readonly PipelineEvent[] = [
  ...(['read', 'decode', 'detect-speech', 'diarize', 'match', 'save'] as const).map(
    (stage): PipelineEvent => ({ kind: 'stage-completed', stage, durationMs: 1 }),
  ),
  { kind: 'stage-progress', stage: 'recognize', share: 0.5 },
];

it('the first recording says how long the others take', () => {
  const { progress, pace } = play([[0, start(0, 100, 300)], ...work.map((event) => [7, event] as const)]);
  // 7 s for 70 %: 3 s are left of this one, and the others have three times its size.
  expect(batchSecondsLeft(progress!, pace, 7000)).toBeCloseTo(3 + 30);
});

it('recordings that were known say nothing about the pace', () => {
  const known = play([
    [0, start(0, 1e9, 300)],
    [1, finish('already-known')],
  ]);
  expect(known.pace).toEqual(noPace);
  const done = play(
    [
      [1, start(1, 100, 200)],
      [21, finish('completed')],
    ],
    known,
  );
  expect(done.pace).toEqual({ seconds: 20, bytes: 100 });
});

it('nothing is said at the last recording, at the beginning, and without sizes', () => {
  const last = play([[0, start(2, 100, 0)], ...work.map((event) => [7, event] as const)]);
  expect(batchSecondsLeft(last.progress!, last.pace, 7000)).toBeNull();
  const first = play([[0, start(0, 100, 300)]]);
  expect(batchSecondsLeft(first.progress!, first.pace, 7000)).toBeNull();
  const unknown = play([[0, start(0, 0, 300)], ...work.map((event) => [7, event] as const)]);
  expect(batchSecondsLeft(unknown.progress!, unknown.pace, 7000)).toBeNull();
});

it('both times are told', () => {
  expect(describeTimes(45, 720)).toBe('about 45 s left, about 12 min for all');
  expect(describeTimes(45, null)).toBe('about 45 s left');
  expect(describeTimes(null, null)).toBe('');
});
