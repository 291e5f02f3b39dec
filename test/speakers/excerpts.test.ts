import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/domain/speakers.js';
import { bestExcerpts } from '../../src/speakers/excerpts.js';

const turn = (clusterId: string, start: number, end: number, confidence = 1): Turn => ({
  clusterId,
  start,
  end,
  text: `from ${start}`,
  confidence,
  language: 'en',
  words: [],
});
const starts = (turns: readonly Turn[], others: readonly { start: number; end: number }[] = []) =>
  bestExcerpts(turns, 'S1', others).map(({ start }) => start);

describe('bestExcerpts', () => {
  it('takes the longest three turns of the cluster, in the order of time', () => {
    const turns = [
      turn('S1', 0, 1),
      turn('S1', 10, 14),
      turn('S2', 20, 25),
      turn('S1', 30, 35),
      turn('S1', 40, 43),
      turn('S1', 50, 52),
    ];
    expect(starts(turns)).toEqual([10, 30, 40]);
    expect(bestExcerpts(turns, 'S3', [])).toEqual([]);
  });

  it('prefers turns in which nobody else speaks, and whose words are sure', () => {
    const turns = [turn('S1', 0, 5), turn('S1', 10, 15), turn('S1', 20, 25), turn('S1', 30, 35, 0.3)];
    expect(starts(turns)).toEqual([0, 10, 20]);
    expect(starts(turns, [{ start: 9, end: 14 }])).toEqual([0, 20, 30]);
  });

  it('cuts a long turn after a word, at 5 s', () => {
    const words = ['We', 'begin', 'with', 'the', 'budget.'].map((text, i) => ({
      text,
      start: 10 + 1.5 * i,
      end: 11 + 1.5 * i,
      confidence: 1,
    }));
    const long = { ...turn('S1', 10, 17), text: 'We begin with the budget.', words };
    expect(bestExcerpts([long], 'S1', [])).toEqual([{ start: 10, end: 14, text: 'We begin with …' }]);
    expect(bestExcerpts([{ ...long, words: [] }], 'S1', [])).toEqual([
      { start: 10, end: 15, text: 'We begin with the budget.' },
    ]);
  });
});
