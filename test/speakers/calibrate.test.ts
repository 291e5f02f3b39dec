import { describe, expect, it } from 'vitest';
import { probit } from '../../src/domain/probit.js';
import {
  chooseThresholds,
  detPoints,
  equalErrorRate,
  rateMatches,
  scoreSamples,
  tooFew,
} from '../../src/speakers/calibrate.js';
import { randomNumbers, randomVoice } from '../store/fixture.js';

const pairs = (genuine: number[], impostor: number[]) => ({
  genuine: Float64Array.from(genuine).sort(),
  impostor: Float64Array.from(impostor).sort(),
});
const sample = (profileId: string, x: number, y: number, seconds = 1) => ({
  profileId,
  embedding: { model: 'net', vector: Float32Array.of(x, y) },
  seconds,
});

/** People with directions of their own and samples that scatter around them. */
function crowd(people: number, samples: number, scatter: number, seed = 3) {
  const random = randomNumbers(seed);
  return Array.from({ length: people }, (_, p) => {
    const voice = randomVoice(random, 16);
    return Array.from({ length: samples }, () => {
      const chance = randomVoice(random, 16);
      const vector = voice.map((value, d) => value + scatter * chance[d]);
      return { profileId: `p${p}`, embedding: { model: 'net', vector }, seconds: 3 };
    });
  }).flat();
}

describe('scoreSamples', () => {
  it('compares each sample with the rest of its person, and with every other person', () => {
    const scores = scoreSamples([sample('a', 2, 0), sample('a', 0.6, 0.8, 3), sample('b', 0, 1)]);
    expect(scores).toMatchObject({ people: 2, testedPeople: 1 });
    expect(Array.from(scores.genuine)).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.6, 6)]);
    // b against the mean of a: (1 + 3 * .6, 3 * .8) = (2.8, 2.4), of length 3.688.
    expect(Array.from(scores.impostor)).toEqual([
      expect.closeTo(0, 6),
      expect.closeTo(2.4 / Math.hypot(2.8, 2.4), 6),
      expect.closeTo(0.8, 6),
    ]);
    expect(scores.trials[2]).toMatchObject({ own: null, second: -1 });
  });
});

describe('the equal error rate', () => {
  it.each([
    { genuine: [0.2, 0.6, 0.7, 0.8], impostor: [0.1, 0.3, 0.4, 0.65], rate: 0.25, threshold: 0.6 },
    // Between a miss of 0 with false accepts of 1/3, and 1/2 with none.
    { genuine: [0.5, 0.9], impostor: [0.5, 0.1, 0.2], rate: 0.2, threshold: 0.66 },
    { genuine: [0.8, 0.9], impostor: [0.1, 0.2], rate: 0, threshold: 0.8 },
    { genuine: [0.1], impostor: [0.9], rate: 1, threshold: 0.9 },
  ])('of $genuine and $impostor is $rate', ({ genuine, impostor, rate, threshold }) => {
    const found = equalErrorRate(detPoints(pairs(genuine, impostor)));
    expect(found.rate).toBeCloseTo(rate, 9);
    expect(found.threshold).toBeCloseTo(threshold, 9);
  });

  it('of two normal distributions is known, and their curve is straight in the scale of probit', () => {
    const random = randomNumbers(1);
    const normal = () => probit(Math.min(1 - 1e-9, Math.max(1e-9, random())));
    const many = (mean: number) => Array.from({ length: 20_000 }, () => mean + normal());
    const points = detPoints(pairs(many(2), many(0)));
    // Two standard deviations apart: each misses what lies beyond one.
    expect(equalErrorRate(points).rate).toBeCloseTo(0.1587, 2);
    for (const rate of [0.02, 0.1, 0.4]) {
      const { miss, falseAccept } = points.find((point) => point.falseAccept <= rate)!;
      expect(probit(miss) + probit(falseAccept)).toBeCloseTo(-2, 1);
    }
  });
});

describe('chooseThresholds', () => {
  it('keeps wrong names and false accepts within the rate, and gives up no more names than that takes', () => {
    const scores = scoreSamples(crowd(30, 4, 0.9));
    for (const rate of [0.01, 0.05]) {
      const chosen = chooseThresholds(scores, rate);
      expect(Math.max(chosen.falseAccept, chosen.wrong, chosen.strangersNamed)).toBeLessThanOrEqual(rate);
      const { threshold, margin } = chosen;
      const looser = rateMatches(scores, { threshold, margin: margin - 0.01 });
      expect(Math.max(looser.wrong, looser.strangersNamed)).toBeGreaterThan(rate);
    }
    expect(chooseThresholds(scores, 0.05).right).toBeGreaterThan(chooseThresholds(scores, 0.01).right);
  });

  it('counts a name as wrong, right or none as matching would', () => {
    const scores = scoreSamples([
      sample('a', 1, 0),
      sample('a', 0.96, -0.28),
      sample('b', 0, 1),
      sample('b', 0.6, 0.8),
      sample('b', 0.96, 0.28),
    ]);
    // The third sample of b sounds like a.
    expect(rateMatches(scores, { threshold: 0.5, margin: 0 })).toMatchObject({ right: 0.8, wrong: 0.2 });
    expect(rateMatches(scores, { threshold: 1.01, margin: 0 })).toMatchObject({
      right: 0,
      wrong: 0,
      strangersNamed: 0,
      miss: 1,
      falseAccept: 0,
    });
  });
});

it('too few people, samples or pairs are named', () => {
  expect(tooFew(scoreSamples(crowd(12, 4, 0.5)), 0.01)).toEqual([]);
  expect(tooFew(scoreSamples(crowd(12, 4, 0.5)), 0.001)).toEqual([
    '528 pairs of different people, and 3000 are needed',
  ]);
  expect(tooFew(scoreSamples(crowd(2, 2, 0.5)), 0.01)).toEqual([
    '2 people with two samples or more, and 5 are needed',
    '4 samples to compare with others of the same person, and 20 are needed',
    '4 pairs of different people, and 300 are needed',
  ]);
  expect(tooFew(scoreSamples([]), 0.01)).toHaveLength(3);
});
