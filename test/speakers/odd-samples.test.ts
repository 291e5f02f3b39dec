import { describe, expect, it } from 'vitest';
import { oddSamples } from '../../src/speakers/odd-samples.js';

describe('oddSamples', () => {
  const sample = (name: string, x: number, y: number, seconds = 2) => ({
    name,
    seconds,
    embedding: { model: 'm', vector: Float32Array.of(x, y) },
  });

  it('names the sample that is unlike the rest', () => {
    const samples = [sample('a', 1, 0), sample('b', 0.96, 0.28), sample('c', 1, 0), sample('d', 0, 1, 1)];
    expect(oddSamples(samples, [], 0.5).map(({ name }) => name)).toEqual(['d']);
    expect(oddSamples(samples.slice(0, 3), [], 0.5)).toEqual([]);
    expect(oddSamples(samples.slice(3), [], 0.5)).toEqual([]);
  });

  it('asks the samples that count already, however many new ones there are', () => {
    const others = [sample('x', 0, 1, 20), sample('y', 0, 2, 20), sample('z', 1, 0)];
    expect(oddSamples(others, [sample('known', 3, 0, 3)], 0.5)).toMatchObject([
      { name: 'x', similarity: 0 },
      { name: 'y', similarity: 0 },
    ]);
  });
});
