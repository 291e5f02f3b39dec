import { expect, it } from 'vitest';
import { assignBest } from '../../eval/assign.js';

it('takes the best sum, though it gives up the best pair', () => {
  expect(
    assignBest([
      [9, 8],
      [8, 1],
    ]),
  ).toEqual([1, 0]);
});

it('leaves rows and columns over, and pairs that are worth nothing', () => {
  expect(assignBest([])).toEqual([]);
  expect(assignBest([[], []])).toEqual([-1, -1]);
  expect(assignBest([[3], [5], [4]])).toEqual([-1, 0, -1]);
  expect(assignBest([[0, -2, 7]])).toEqual([2]);
  expect(assignBest([[0, -1]])).toEqual([-1]);
});

it('is as good as trying everything', () => {
  let state = 5;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const bestOf = (scores: number[][], row: number, used: Set<number>): number => {
    if (row === scores.length) return 0;
    let best = bestOf(scores, row + 1, used);
    for (let c = 0; c < scores[0].length; c++) {
      if (used.has(c)) continue;
      used.add(c);
      best = Math.max(best, scores[row][c] + bestOf(scores, row + 1, used));
      used.delete(c);
    }
    return best;
  };
  for (let round = 0; round < 100; round++) {
    const rows = 1 + Math.floor(random() * 5);
    const columns = 1 + Math.floor(random() * 5);
    const scores = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random() - 0.3));
    const assigned = assignBest(scores);
    const taken = assigned.filter((c) => c >= 0);
    expect(new Set(taken).size).toBe(taken.length);
    const sum = assigned.reduce((total, c, r) => total + (c >= 0 ? scores[r][c] : 0), 0);
    expect(sum).toBeCloseTo(bestOf(scores, 0, new Set()), 9);
  }
});
