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
    expect(oddSamples(samples, 0.5).map(({ name }) => name)).toEqual(['d']);
    expect(oddSamples(samples.slice(0, 3), 0.5)).toEqual([]);
    expect(oddSamples(samples.slice(3), 0.5)).toEqual([]);
  });
});
