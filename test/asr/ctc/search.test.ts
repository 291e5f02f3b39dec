import { describe, expect, test } from 'vitest';
import { alignPath, collapse, decodeBestPath } from '../../../src/asr/ctc/paths.js';
import { searchPrefixes } from '../../../src/asr/ctc/prefix-beam.js';
import type { Encoded } from '../../../src/asr/nemo/encoder.js';
import { createContextGraph } from '../../../src/asr/nemo/hotwords.js';
import { createRandom } from '../../fixtures/random.js';
import { logSoftmax } from '../transducer/reference.js';

const blank = 2;
const vocabulary = 3;

function randomFrames(seed: number, length: number, spread = 1.5): Encoded {
  const random = createRandom(seed);
  const rows = Array.from({ length }, () =>
    logSoftmax(Float64Array.from({ length: vocabulary }, () => spread * random.normal())),
  );
  return { frames: Float32Array.from(rows.flatMap((row) => [...row])), length };
}

const probable = (rows: readonly (readonly number[])[]): Encoded => ({
  frames: Float32Array.from(rows.flat(), Math.log),
  length: rows.length,
});

/** Runs written once, blanks left out. */
const spell = (path: readonly number[]) =>
  path.filter((token, t) => token !== blank && token !== path[t - 1]);

interface Path {
  readonly path: number[];
  readonly probability: number;
}

function everyPath({ frames, length }: Encoded): Path[] {
  let paths: Path[] = [{ path: [], probability: 1 }];
  for (let t = 0; t < length; t++)
    paths = paths.flatMap(({ path, probability }) =>
      [0, 1, 2].map((token) => ({
        path: [...path, token],
        probability: probability * Math.exp(frames[t * vocabulary + token]),
      })),
    );
  return paths;
}

const settings = (beam: number, phrases: number[][] = []) => ({
  blank,
  beam,
  depth: Number.POSITIVE_INFINITY,
  graph: createContextGraph(phrases),
});

test('a beam that keeps everything finds the text with the highest probability over all paths', () => {
  let differsFromGreedy = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const encoded = randomFrames(seed, 5);
    const sums = new Map<string, number>();
    for (const { path, probability } of everyPath(encoded)) {
      const key = spell(path).join();
      sums.set(key, (sums.get(key) ?? 0) + probability);
    }
    const [best] = [...sums].sort((a, b) => b[1] - a[1])[0];
    expect(searchPrefixes(encoded, settings(1000)).join()).toBe(best);
    if (decodeBestPath(encoded, blank).tokens.join() !== best) differsFromGreedy++;
  }
  expect(differsFromGreedy).toBeGreaterThan(10);
});

test('the alignment is the most probable path that spells the text', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const encoded = randomFrames(seed, 5);
    const all = everyPath(encoded);
    const tokens = spell(all[(seed * 37) % all.length].path);
    const fitting = all.filter(({ path }) => spell(path).join() === tokens.join());
    const best = fitting.reduce((a, b) => (b.probability > a.probability ? b : a));
    expect([...alignPath(tokens, encoded, blank)]).toEqual(best.path);
  }
});

test('a text that needs more frames than there are leaves them blank', () => {
  expect([...alignPath([0, 0], randomFrames(1, 2), blank)]).toEqual([blank, blank]);
  expect([...alignPath([], randomFrames(1, 2), blank)]).toEqual([blank, blank]);
  expect([...alignPath([0], { frames: new Float32Array(0), length: 0 }, blank)]).toEqual([]);
});

describe('the best path', () => {
  test('writes each run once, with its start and its highest probability', () => {
    const encoded = probable([
      [0.1, 0.1, 0.8],
      [0.6, 0.1, 0.3],
      [0.9, 0.05, 0.05],
      [0.1, 0.1, 0.8],
      [0.7, 0.1, 0.2],
      [0.1, 0.7, 0.2],
      [0.1, 0.1, 0.8],
    ]);
    const { tokens, starts, ends, logProbs } = decodeBestPath(encoded, blank);
    expect(tokens).toEqual([0, 0, 1]);
    expect(starts).toEqual([1, 4, 5]);
    // To the next token, and not longer than four frames.
    expect(ends).toEqual([4, 5, 9]);
    expect(logProbs.map(Math.exp).map((p) => Number(p.toFixed(4)))).toEqual([0.9, 0.7, 0.7]);
  });

  test('of no frames is empty', () => {
    const none = { tokens: [], starts: [], ends: [], logProbs: [] };
    expect(decodeBestPath({ frames: new Float32Array(0), length: 0 }, blank)).toEqual(none);
    expect(collapse(Int32Array.of(blank, blank), randomFrames(1, 2), blank)).toEqual(none);
  });
});

test('pruning tokens far below the best of their frame changes nothing when they would not win', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const encoded = randomFrames(seed, 8, 4);
    expect(searchPrefixes(encoded, { ...settings(8), depth: 10 })).toEqual(
      searchPrefixes(encoded, settings(8)),
    );
  }
  // One of two frames says 0 with a probability of 0.64, though each says rather nothing.
  const unsure = probable([
    [0.4, 1e-9, 0.6],
    [0.4, 1e-9, 0.6],
  ]);
  expect(searchPrefixes(unsure, settings(8))).toEqual([0]);
  expect(searchPrefixes(unsure, { ...settings(8), depth: 0.3 })).toEqual([]);
});

test('hotwords win when the network hesitates, and only then', () => {
  const hesitating = probable(
    Array.from({ length: 6 }, (_, t) => (t % 2 === 0 ? [0.55, 0.43, 0.02] : [0.01, 0.01, 0.98])),
  );
  expect(searchPrefixes(hesitating, settings(8))).toEqual([0, 0, 0]);
  expect(searchPrefixes(hesitating, settings(8, [[1, 0, 1]]))).toEqual([1, 0, 1]);
  // There is no room for the fourth piece, so the reward is taken back.
  expect(searchPrefixes(hesitating, settings(64, [[1, 1, 1, 1, 1, 1]]))).toEqual([0, 0, 0]);
  const sure = probable([
    [0.989, 0.001, 0.01],
    [0.001, 0.001, 0.998],
  ]);
  expect(searchPrefixes(sure, settings(8, [[1]]))).toEqual([0]);
});
