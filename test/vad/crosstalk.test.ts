import { expect, it } from 'vitest';
import { suppressCrosstalk } from '../../src/vad/crosstalk.js';

/** Levels by frame: `loud` in the frames of a person's turns (10 of 40), `soft` elsewhere, in a rhythm of syllables. */
const turns = (person: number, loud: number, soft: number) =>
  Float32Array.from({ length: 400 }, (_, f) =>
    Math.floor(f / 10) % 4 === person ? loud - 6 * (f % 3 === 0 ? 1 : 0) : soft,
  );
const louder = (a: Float32Array, b: Float32Array) => a.map((level, f) => Math.max(level, b[f]));
const certain = () => new Float32Array(400).fill(1);
const heard = (probabilities: Float32Array, person: number) => {
  const own = probabilities.filter((_, f) => Math.floor(f / 10) % 4 === person);
  return own.filter((p) => p > 0).length / own.length;
};

it('speech that leaks from a neighbour is suppressed', () => {
  const left = louder(turns(0, 0, -60), turns(1, -16, -60));
  const right = louder(turns(1, 0, -60), turns(0, -16, -60));
  const [suppressedLeft, suppressedRight] = suppressCrosstalk([left, right], [certain(), certain()]);
  expect(heard(suppressedLeft, 0)).toBe(1);
  expect(heard(suppressedRight, 1)).toBe(1);
  expect(heard(suppressedLeft, 1)).toBe(0);
  expect(heard(suppressedRight, 0)).toBe(0);
});

it('a person who speaks softly while another speaks stays', () => {
  const left = turns(0, 0, -60);
  // In one of her four turns he says something as well, 15 dB softer than he is elsewhere.
  const right = turns(1, 0, -60).map((level, f) => (f >= 160 && f < 170 ? -15 : level));
  const [, suppressed] = suppressCrosstalk([left, right], [certain(), certain()]);
  expect(suppressed.subarray(160, 170).every((p) => p === 1)).toBe(true);
});

it('two who speak at once all the time keep their words', () => {
  const random = (seed: number) =>
    Float32Array.from({ length: 400 }, (_, f) =>
      Math.floor(f / 7 + seed) % 3 === 0 ? -45 : -(((f * seed) % 11) + 0),
    );
  const [a, b] = [random(3), random(5)];
  const [suppressed] = suppressCrosstalk([a, b], [certain(), certain()]);
  const spoken = suppressed.filter((_, f) => a[f] > -15);
  expect(spoken.filter((p) => p > 0).length / spoken.length).toBeGreaterThan(0.95);
});
