import { describe, expect, test } from 'vitest';
import {
  alignTokens,
  createMedianFilter,
  firstColumns,
} from '../../../../src/asr/whisper/timing/alignment.js';

describe('median filter', () => {
  const filter = (width: number, ...row: number[]) => {
    const out = new Float64Array(row.length);
    createMedianFilter(width)(Float64Array.from(row), out);
    return [...out];
  };

  test('literal numbers, mirrored at the ends', () => {
    expect(filter(3, 1, 9, 2, 3, 8)).toEqual([9, 2, 3, 3, 3]);
  });

  test('equals sorting every window', () => {
    const row = Array.from({ length: 200 }, (_, i) => ((i * 7919) % 31) / 7);
    const at = (i: number) => row[i < 0 ? -i : i >= 200 ? 398 - i : i];
    const slow = row.map((_, i) => [-3, -2, -1, 0, 1, 2, 3].map((k) => at(i + k)).sort((a, b) => a - b)[3]);
    expect(filter(7, ...row)).toEqual(slow);
  });

  test('a row not longer than half the width stays as it is, and in place works', () => {
    expect(filter(7, 3, 1, 2)).toEqual([3, 1, 2]);
    const row = Float64Array.of(1, 9, 2, 3, 8);
    createMedianFilter(3)(row, row);
    expect([...row]).toEqual([9, 2, 3, 3, 3]);
  });
});

describe('dynamic time warping', () => {
  test('follows the cheap cells', () => {
    // biome-ignore format: a matrix
    const cost = Float64Array.of(
      0, 0, 9, 9, 9,
      9, 9, 0, 9, 9,
      9, 9, 9, 0, 0,
    );
    expect([...firstColumns(cost, 3, 5)]).toEqual([0, 2, 3]);
  });

  test('more rows than columns: rows share a column', () => {
    const cost = new Float64Array(8);
    const first = [...firstColumns(cost, 4, 2)];
    expect(first[0]).toBe(0);
    expect(first).toEqual([...first].sort((a, b) => a - b));
  });

  test('costs the same as trying every path', () => {
    const rows = 4;
    const columns = 6;
    const cost = Float64Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 101) / 10);
    const first = firstColumns(cost, rows, columns);
    const best = (i: number, j: number): number => {
      if (i === 0 && j === 0) return cost[0];
      const before = [
        i > 0 ? best(i - 1, j) : Number.POSITIVE_INFINITY,
        j > 0 ? best(i, j - 1) : Number.POSITIVE_INFINITY,
        i > 0 && j > 0 ? best(i - 1, j - 1) : Number.POSITIVE_INFINITY,
      ];
      return cost[i * columns + j] + Math.min(...before);
    };
    // The path in row i runs from its first column to the one before (or in) which the next row begins.
    let cheapest = Number.POSITIVE_INFINITY;
    const walk = (i: number, j: number, sum: number): void => {
      const total = sum + cost[i * columns + j];
      if (i === rows - 1 && j === columns - 1) cheapest = Math.min(cheapest, total);
      if (j + 1 < columns && (i === rows - 1 || j + 1 <= first[i + 1])) walk(i, j + 1, total);
      if (i + 1 < rows && (j === first[i + 1] || j + 1 === first[i + 1])) walk(i + 1, first[i + 1], total);
    };
    walk(0, 0, 0);
    expect(cheapest).toBeCloseTo(best(rows - 1, columns - 1), 4);
  });
});

test('tokens begin where their attention does', () => {
  // Two heads, 40 positions, the last 8 of them padding that attracts attention; token t looks at [8t, 8t + 8).
  const positions = 40;
  const attention = Array.from({ length: 4 }, (_, t) =>
    Float32Array.from({ length: 2 * positions }, (_, i) => {
      const p = i % positions;
      if (p >= 32) return 5;
      return p >= 8 * t && p < 8 * t + 8 ? 1 : 0.01;
    }),
  );
  const shape = { heads: 2, positions, used: 32, from: 0, to: 4, medianWidth: 3 };
  expect([...alignTokens(attention, shape)]).toEqual([0, 8, 16, 24]);
  expect([...alignTokens(attention, { ...shape, from: 1 })].slice(1)).toEqual([16, 24]);
  expect([...alignTokens([], { ...shape, to: 0 })]).toEqual([]);
});
