import { expect, test } from 'vitest';
import { decodeGreedy } from '../../../src/asr/transducer/greedy.js';
import { numberedFrames, type Script, scriptedJoint } from './scripted-joint.js';

const blank = 2;
/** Scores that are sure of a token and a duration. */
const say = (token: number, duration: number): number[] => {
  const scores = [0, 0, 0, 0, 0, 0, 0, 0];
  scores[token] = 5;
  scores[3 + duration] = 5;
  return scores;
};

/** Decodes one window with what is said in each step; also tells which frames were listened to. */
async function decode(
  length: number,
  next: (frame: number, text: readonly number[]) => number[],
  { most = 10, durations = 5 } = {},
) {
  const visited: number[] = [];
  const script: Script = {
    vocabulary: 3,
    durations,
    scores(frame, text) {
      visited.push(frame);
      return next(frame, text).slice(0, 3 + durations);
    },
  };
  const joint = scriptedJoint(script, { slots: 1, rows: 1 });
  const [decoded] = await decodeGreedy(joint, [numberedFrames(length)], { blank, maxTokensPerFrame: most });
  return { ...decoded, visited };
}

test('a token advances by its duration, and lasts as long', async () => {
  const { tokens, starts, ends, visited } = await decode(9, (frame) => say(frame % 2, 4));
  expect([tokens, starts, ends, visited]).toEqual([
    [0, 0, 0],
    [0, 4, 8],
    [4, 8, 12],
    [0, 4, 8],
  ]);
});

test('a blank advances by its duration, or by one frame without one', async () => {
  const { tokens, visited } = await decode(8, (frame) => say(blank, frame === 1 ? 3 : 0));
  expect([tokens, visited]).toEqual([[], [0, 1, 4, 5, 6, 7]]);
});

test('tokens without a duration share a frame and last one', async () => {
  const { tokens, starts, ends } = await decode(2, (_, text) =>
    text.length < 3 ? say(1, 0) : say(blank, 1),
  );
  expect([tokens, starts, ends]).toEqual([
    [1, 1, 1],
    [0, 0, 0],
    [1, 1, 1],
  ]);
});

test('the limit of tokens per frame ends a flood, in every frame again', async () => {
  const { starts } = await decode(3, () => say(0, 0), { most: 4 });
  expect(starts).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
});

test('the limit does not shorten the duration of the last token', async () => {
  const { starts, visited } = await decode(4, (_, text) => say(0, text.length === 1 ? 3 : 0), { most: 2 });
  expect(starts).toEqual([0, 0, 3, 3]);
  expect(visited).toEqual([0, 0, 3, 3]);
});

test('the count restarts after a blank and after a duration', async () => {
  const { starts } = await decode(3, (frame, text) => say(0, frame === 0 && text.length === 1 ? 1 : 0), {
    most: 3,
  });
  expect(starts).toEqual([0, 0, 1, 1, 1, 2, 2, 2]);
});

test('without durations a blank advances by one frame, a token by none; a token lasts until the next one', async () => {
  const { tokens, starts, ends, visited } = await decode(
    9,
    (frame, text) => say(text.length <= (frame >= 2 ? 1 : 0) && frame % 2 === 0 ? 1 : blank, 0),
    { durations: 0 },
  );
  expect([tokens, starts, ends]).toEqual([
    [1, 1],
    [0, 2],
    [2, 6],
  ]);
  expect(visited).toEqual([0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8]);
});

test('the first of equal scores is taken', async () => {
  const { tokens } = await decode(1, () => [1, 1, 1, 0, 1, 1, 0, 0]);
  expect(tokens).toEqual([0]);
});

test('probabilities are among tokens and the blank, without the durations', async () => {
  const { logProbs } = await decode(1, () => [Math.log(6), Math.log(3), Math.log(1), 9, 99, 9, 9, 9]);
  expect(Math.exp(logProbs[0])).toBeCloseTo(0.6, 5);
});
