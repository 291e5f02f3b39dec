import { describe, expect, it } from 'vitest';
import { randomOf, seedOf } from '../../fuzz/case.js';
import { mutate, mutators } from '../../fuzz/mutate.js';

const file = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7) % 256));
const other = Buffer.alloc(2000, 'other');

describe.each(Object.entries(mutators))('the mutator %s', (_name, mutator) => {
  it('changes a file the same way for the same seed, and leaves the one that it was given', () => {
    const before = Buffer.from(file);
    const results = Array.from({ length: 40 }, (_, seed) => mutator(file, randomOf(seed), [other, file]));
    for (const [seed, result] of results.entries())
      expect(mutator(file, randomOf(seed), [other, file]).equals(result)).toBe(true);
    expect(results.some((result) => !result.equals(file))).toBe(true);
    expect(new Set(results.map((result) => result.toString('latin1'))).size).toBeGreaterThan(1);
    expect(file.equals(before)).toBe(true);
  });

  it('takes files of any length', () => {
    for (const length of [0, 1, 2, 3, 7, 8, 600])
      for (let seed = 0; seed < 20; seed++)
        expect(mutator(file.subarray(0, length), randomOf(seed), [file]).length).toBeLessThan(100_000);
  });
});

it('a case has its own seed, and mutations have names', () => {
  expect(new Set([seedOf(1, 0), seedOf(1, 1), seedOf(2, 0)]).size).toBe(3);
  const { names } = mutate(file, randomOf(5), [other]);
  expect(names.every((name) => name in mutators)).toBe(true);
});
