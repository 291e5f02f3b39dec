import { describe, expect, it } from 'vitest';
import { type CompressionPolicy, compressCache } from '../../src/segmentation/compress-cache.js';
import { nemotronDefaults } from '../../src/segmentation/nemotron-diarizer.js';
import { createRandom } from '../fixtures/random.js';
import { compressSlowly } from './nemotron-slowly.js';

/** Two speakers share six rows: two of silence, so each has a budget of two; 1 raised strongly, 3 weakly. */
const small: CompressionPolicy = {
  cacheLength: 6,
  silencePerSpeaker: 1,
  scoreThreshold: 0.25,
  latestBoost: 0.05,
  strongRate: 0.75,
  weakRate: 1.5,
  minPositiveRate: 0.5,
};

/** Row k has the embedding (k, -k), silence (100, 200). */
function compress(activity: readonly (readonly number[])[], policy = small) {
  const speakers = activity[0].length;
  const rows = {
    embeddings: Float32Array.from(activity.flatMap((_, k) => [k, -k])),
    activity: Float32Array.from(activity.flat()),
  };
  const kept = compressCache(rows, speakers, Float32Array.of(100, 200), policy);
  expect(kept.embeddings).toHaveLength(policy.cacheLength * 2);
  return Array.from({ length: policy.cacheLength }, (_, i) => {
    const own = [...kept.activity.subarray(i * speakers, (i + 1) * speakers)];
    const [k, minus] = kept.embeddings.subarray(i * 2, i * 2 + 2);
    if (k === 100) {
      expect([minus, ...own]).toEqual([200, ...own.map(() => 0)]);
      return 'silence';
    }
    expect([minus, ...own]).toEqual([-k, ...Float32Array.from(activity[k])]);
    return k;
  });
}

describe('compressCache', () => {
  it('keeps the rows that show one speaker best, speaker by speaker', () => {
    // Score of a row: ln(2 p (1 - p of the other)). Of the first speaker: 0 -> ln 1.62, 1 -> ln 1.44, 3 -> below 0 and
    // out, 6 -> ln 1.81 + .05; of the second: 2 -> ln 1.62, 3 out, 5 -> ln 1.26, 7 -> ln 1.08 + .05.
    // The best of each (6 and 2) have 3 ln 2 added, the others ln 2; four places are not of silence.
    const first = [0.9, 0.8, 0.1, 0.6, 0.1, 0.1, 0.95, 0.4];
    const second = [0.1, 0.1, 0.9, 0.6, 0.1, 0.7, 0.05, 0.9];
    const rows = first.map((p, k) => [p, second[k]]);
    expect(compress(rows)).toEqual([0, 1, 6, 'silence', 2, 'silence']);
  });

  it('raises new rows, so that of two alike the new one stays', () => {
    const alike = Array.from({ length: 8 }, () => [0.9, 0.1]);
    // Six places: two of silence, row 6 or 7 raised strongly (6, the first of both), then 7 and 0 weakly, then 1.
    expect(compress(alike)).toEqual([0, 1, 6, 7, 'silence', 'silence']);
  });

  it('takes the first of equal rows', () => {
    const alike = Array.from({ length: 8 }, () => [0.9, 0.1]);
    expect(compress(alike, { ...small, latestBoost: 0 })).toEqual([0, 1, 2, 3, 'silence', 'silence']);
  });

  it('fills up with silence when nobody speaks', () => {
    expect(compress(Array.from({ length: 7 }, () => [0.5, 0.2]))).toEqual(new Array(6).fill('silence'));
    const one = [[0.1, 0.9], ...Array.from({ length: 6 }, () => [0.1, 0.3])];
    expect(compress(one)).toEqual(['silence', 0, ...new Array(4).fill('silence')]);
  });

  it('keeps a row of two speakers for both, while neither has enough of its own', () => {
    const rows = [[0.9, 0.8], ...Array.from({ length: 6 }, () => [0.1, 0.1])];
    const wanting = { ...small, minPositiveRate: 1 };
    expect(compress(rows, wanting)).toEqual([0, 'silence', 0, 'silence', 'silence', 'silence']);
    // Two rows of the first speaker alone are enough: the row with both is kept for the second only.
    const [both, ...quiet] = rows;
    const more = [both, [0.9, 0.1], [0.8, 0.1], ...quiet.slice(2)];
    expect(compress(more, wanting)).toEqual([1, 2, 'silence', 0, 'silence', 'silence']);
  });

  it('limits certainty: nobody is less than .25 probable', () => {
    // Of both speakers row 0 is ln(2 * .25), of the first row 1 is ln(2 * .26), of the second ln(2 * .74 * .25). Two places
    // are not of silence. Without the limit row 0 would be ln 0, and row 1 would be kept for both.
    const rows = [[1, 1], [1, 0.74], ...Array.from({ length: 5 }, () => [0, 0])];
    const wanting = { ...small, cacheLength: 4, minPositiveRate: 2, weakRate: 0, strongRate: 0 };
    expect(compress(rows, wanting)).toEqual([0, 1, 'silence', 'silence']);
  });

  it('agrees with a slow program of the same rules, with the sizes of the model', () => {
    const random = createRandom(5);
    const { speakers } = nemotronDefaults;
    for (let round = 0; round < 6; round++) {
      const count = 265 + random.below(340);
      const activity = new Float32Array(count * speakers);
      // Probabilities in steps of 1/16 have many ties; some speakers never speak.
      for (let i = 0; i < activity.length; i++)
        activity[i] = i % speakers < round + 2 ? random.below(17) / 16 : random.below(8) / 16;
      const embeddings = random.normals(count * 3);
      const silence = Float32Array.of(7, 8, 9);
      const found = compressCache({ embeddings, activity }, speakers, silence, nemotronDefaults);
      const slow = compressSlowly(
        Array.from({ length: count }, (_, k) => ({
          embedding: [...embeddings.subarray(k * 3, k * 3 + 3)],
          activity: [...activity.subarray(k * speakers, (k + 1) * speakers)],
        })),
        [...silence],
      );
      expect([...found.embeddings]).toEqual(slow.flatMap(({ embedding }) => embedding));
      expect([...found.activity]).toEqual(slow.flatMap((row) => row.activity));
    }
  });
});
