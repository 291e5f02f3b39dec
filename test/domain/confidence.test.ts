import { expect, it } from 'vitest';
import { confidenceWarning, isDoubtful } from '../../src/domain/confidence.js';
import { turn, words } from '../render/meetings.js';

const said = (text: string, confidence: number) => ({
  ...turn(
    'S1',
    words(text, 0).map((word) => ({ ...word, confidence })),
  ),
  confidence,
});

it('a recording whose words are guessed carries a warning, by the mean over its words', () => {
  expect(confidenceWarning([said('one two three four', 0.6), said('five', 0.9)])).toBeNull();
  expect(confidenceWarning([said('one two three four', 0.5), said('five', 0.9)])).toMatch(
    /confidence is 0\.58/,
  );
  expect(confidenceWarning([said('one two three four five', 0.65)])).toBeNull();
});

it('a few words say nothing about a recording', () => {
  expect(confidenceWarning([said('one two three four', 0.1)])).toBeNull();
  expect(confidenceWarning([])).toBeNull();
});

it('a turn is doubtful below .4', () => {
  expect([0.39, 0.4].map((confidence) => isDoubtful({ confidence }))).toEqual([true, false]);
});
