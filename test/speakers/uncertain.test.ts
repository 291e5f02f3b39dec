import { expect, it } from 'vitest';
import { isUncertain } from '../../src/speakers/uncertain.js';

const options = { threshold: 0.5, margin: 0.1 };
const maya = { profileId: 'm', displayName: 'Maya', similarity: 0.6 };

it('somebody is near and did not get to be the name, or got to be it with little to spare', () => {
  const speaker = (profileId: string | null, similarity: number, candidates = [maya]) =>
    isUncertain({ profileId, similarity, candidates }, options);
  expect(speaker(null, 0.6)).toBe(true);
  expect(speaker(null, 0.4)).toBe(true);
  expect(speaker('m', 0.54)).toBe(true);
  expect(speaker('m', 0.56)).toBe(false);
  expect(speaker(null, 0, [])).toBe(false);
});
