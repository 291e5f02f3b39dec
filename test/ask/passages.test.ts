import { expect, it } from 'vitest';
import { type PassageTurn, packPassages } from '../../src/ask/passages.js';

const turn = (meetingId: string, start: number, text = 'x'.repeat(20)): PassageTurn => ({
  meetingId,
  turnId: `${meetingId}-${start}`,
  title: meetingId,
  recordedAt: null,
  dating: null,
  speaker: 'Maya',
  start,
  end: start + 1,
  language: 'en',
  text,
});
const weigh = (line: string) => line.length;
const idsOf = (groups: readonly (readonly PassageTurn[])[], budget: number) =>
  packPassages(groups, budget, weigh).map(({ number, turnId }) => `${number}:${turnId}`);

const groups = [
  [turn('b', 50), turn('b', 60)],
  [turn('a', 5), turn('a', 9)],
  [turn('b', 10), turn('b', 50)],
];

it('takes each turn once and numbers them in the order in which they were said, the best meeting first', () => {
  expect(idsOf(groups, 1000)).toEqual(['1:b-10', '2:b-50', '3:b-60', '4:a-5', '5:a-9']);
});

it('takes the best that fit, as a whole or not at all', () => {
  const one = packPassages([groups[0]], 1000, weigh);
  const cost = 40 + one.reduce((sum, { text }) => sum + `[100] Maya: ${text}`.length, 0);
  expect(idsOf(groups, cost)).toEqual(['1:b-50', '2:b-60']);
  expect(idsOf(groups, cost - 1)).toEqual([]);
  // What is in the way is passed over.
  expect(idsOf([[turn('c', 1, 'y'.repeat(500))], groups[0]], cost)).toEqual(['1:b-50', '2:b-60']);
});
