import { expect, it } from 'vitest';
import { inParallel } from '../../src/platform/in-parallel.js';

it('no two items are in one slot at the same time, and a free slot takes the next item', async () => {
  let letGo = () => {};
  const allOthers = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const busy = new Set<number>();
  const slots = await inParallel([1, 2, 3, 4], 2, new AbortController().signal, async (item, _, slot) => {
    expect(busy.has(slot)).toBe(false);
    busy.add(slot);
    if (item === 1) await allOthers;
    else await new Promise(setImmediate);
    if (item === 4) letGo();
    busy.delete(slot);
    return slot;
  });
  expect(slots).toEqual([0, 1, 1, 1]);
});
