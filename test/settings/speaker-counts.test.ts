import { expect, it } from 'vitest';
import { resolveSettings } from '../../src/settings/resolve.js';
import { speakerCounts } from '../../src/settings/speaker-counts.js';

const counts = (flags: Record<string, string>) => {
  const { speakers, minSpeakers, maxSpeakers } = speakerCounts(
    resolveSettings({ flags, environment: {}, file: null }).values,
  );
  return [speakers, minSpeakers, maxSpeakers];
};

it('a number is exact, and a range has two bounds', () => {
  expect(counts({})).toEqual([null, null, null]);
  expect(counts({ speakers: '3' })).toEqual([3, null, null]);
  expect(counts({ speakers: '2-4' })).toEqual([null, 2, 4]);
  expect(counts({ speakers: ' 2 - 12 ' })).toEqual([null, 2, 12]);
  expect(counts({ speakers: '3-3' })).toEqual([3, null, null]);
  expect(counts({ minSpeakers: '2', maxSpeakers: '5' })).toEqual([null, 2, 5]);
});

it.each(['4-2', '0-3', '2-51', '2-', '-2', '2-4-6', 'a-b'])('%s is no range', (speakers) => {
  expect(() => counts({ speakers })).toThrow(/it must be a whole number from 1 to 50, or a range of them/);
});
