import { describe, expect, it } from 'vitest';
import { createVectorTable } from '../../src/domain/vector-table.js';
import { dot } from '../../src/domain/vectors.js';
import { randomNumbers, randomVoice } from '../store/fixture.js';

describe.each([true, false])('a table of vectors (accelerated: %s)', (accelerated) => {
  it.each([1, 7, 8, 9, 192, 256])('gives the products that a loop gives, with %i numbers each', (dims) => {
    const random = randomNumbers(dims);
    const vectors = Array.from({ length: 33 }, () => randomVoice(random, dims));
    const table = createVectorTable(vectors.length, dims, accelerated);
    vectors.forEach((vector, row) => {
      table.set(row, vector);
    });
    for (const query of [randomVoice(random, dims), vectors[32]]) {
      const products = table.dots(query);
      expect(products.length).toBe(33);
      for (const [row, product] of products.entries())
        expect(product).toBeCloseTo(dot(vectors[row], query), 6);
    }
    expect(Array.from(table.get(5))).toEqual(Array.from(vectors[5]));
  });

  it('may be empty', () => {
    expect(createVectorTable(0, 192, accelerated).dots(new Float32Array(192)).length).toBe(0);
  });
});
