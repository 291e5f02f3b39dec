import { expect, it } from 'vitest';
import { matchLevel } from '../../src/vad/match-level.js';
import { memoryPcm } from '../asr/memory-pcm.js';

const square = (level: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, i) => (i % 2 ? level : -level));
const joined = (...all: Float32Array[]) => Float32Array.from(all.flatMap((one) => [...one]));

it('brings the loud parts to a root mean square of 0.1', () => {
  expect(matchLevel(memoryPcm(square(0.02, 64_000)))).toBeCloseTo(5, 0);
  expect(matchLevel(memoryPcm(square(0.4, 64_000)))).toBeCloseTo(0.25, 1);
});

it('ignores pauses and a single bang', () => {
  const speech = joined(square(0.02, 32_000), new Float32Array(96_000), square(0.9, 4_000));
  expect(matchLevel(memoryPcm(speech))).toBeCloseTo(5, 0);
});

it('does not amplify silence, and handles an empty recording', () => {
  expect(matchLevel(memoryPcm(new Float32Array(64_000)))).toBe(8);
  expect(matchLevel(memoryPcm(new Float32Array(0)))).toBeGreaterThan(0);
});
