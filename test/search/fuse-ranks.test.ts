import { expect, it } from 'vitest';
import { fuseRanks } from '../../src/search/fuse-ranks.js';

it('what is in both lists comes before what is first in one', () => {
  const fused = fuseRanks([
    [1, 2, 3],
    [4, 2, 5],
  ]);
  expect(fused.map(({ key }) => key)).toEqual([2, 4, 1, 5, 3]);
  expect(fused[0].score).toBeCloseTo(2 / 62, 10);
  expect(fuseRanks([[], []])).toEqual([]);
});
