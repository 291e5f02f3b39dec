import { expect, it } from 'vitest';
import { createMoments, momentDefaults, pairOf, pairsOf } from '../../../src/audio/channels/moments.js';

it('a recording of any length takes bounded memory, and its moments lie evenly over all of it', () => {
  const channels = 64;
  const moments = createMoments(channels);
  const pushed = 5 * momentDefaults.least;
  const planes = Array.from({ length: channels }, () => new Float32Array(1));
  for (let m = 0; m < pushed; m++) {
    planes[0][0] = Math.sqrt(m);
    moments.push(planes, 1);
  }
  const { count, every, products } = moments.finish();
  expect(count).toBeLessThanOrEqual(momentDefaults.least);
  expect(count).toBeGreaterThan(momentDefaults.least / 2);
  const stride = Math.round(every / 0.1);
  for (let m = 0; m < count; m++) expect(products[m * pairsOf(channels)]).toBeCloseTo(m * stride, 1);
  expect(count * stride).toBeGreaterThanOrEqual(pushed);
});

it('each pair of channels has a place of its own', () => {
  const places = new Set<number>();
  for (let a = 0; a < 5; a++) for (let b = a; b < 5; b++) places.add(pairOf(b, a, 5));
  expect([...places].sort((x, y) => x - y)).toEqual(Array.from({ length: pairsOf(5) }, (_, i) => i));
});
