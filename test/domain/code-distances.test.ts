import { describe, expect, it } from 'vitest';
import { codeDistances, codeOf, nearestCodes, wordsOfCode } from '../../src/domain/code-distances.js';
import { randomNumbers } from '../store/fixture.js';

describe('codes of vectors', () => {
  it.each([1, 31, 32, 33, 384, 385, 512, 768, 1024])(
    'differ in as many bits as signs differ, of %i numbers',
    (dims) => {
      const random = randomNumbers(dims);
      const vectors = Array.from({ length: 20 }, () =>
        Float32Array.from({ length: dims }, () => random() - 0.5),
      );
      const words = wordsOfCode(dims);
      const codes = new Int32Array(vectors.length * words);
      for (const [i, vector] of vectors.entries()) codes.set(codeOf(vector), i * words);
      const distances = new Uint16Array(vectors.length + 1);
      codeDistances(codes, codeOf(vectors[3]), distances, 1);
      const expected = vectors.map(
        (vector) => vector.filter((value, i) => value >= 0 !== vectors[3][i] >= 0).length,
      );
      expect([...distances]).toEqual([0, ...expected]);
    },
  );

  it('give the nearest places', () => {
    const random = randomNumbers(1);
    for (const count of [0, 1, 3, 10, 50, 99, 100, 200]) {
      const distances = Uint16Array.from({ length: 100 }, () => random() * 20);
      const nearest = nearestCodes(distances, 20, count);
      expect(new Set(nearest).size).toBe(Math.min(count, 100));
      const sorted = [...distances].sort((a, b) => a - b).slice(0, count);
      expect(nearest.map((i) => distances[i]).sort((a, b) => a - b)).toEqual(sorted);
    }
    expect(nearestCodes(new Uint16Array(0), 20, 5)).toEqual([]);
  });
});
