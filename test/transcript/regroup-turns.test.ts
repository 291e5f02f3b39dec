import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/domain/speakers.js';
import {
  cutTurns,
  divideSpans,
  isWithin,
  mergeTurns,
  territoryOf,
} from '../../src/transcript/regroup-turns.js';
import { randomNumbers } from '../store/fixture.js';

/** A turn with one word a second. */
const turn = (clusterId: string, start: number, text: string, language = 'en'): Turn => {
  const words = text
    .split(' ')
    .map((word, i) => ({ text: word, start: start + i, end: start + i + 0.9, confidence: 0.5 }));
  return { clusterId, start, end: words.at(-1)!.end, text, confidence: 0.5, language, words };
};
const span = (start: number, end: number) => ({ start, end });

describe('mergeTurns', () => {
  const texts = (turns: readonly Turn[]) =>
    mergeTurns(turns, 'S3', 'S2').map((t) => `${t.clusterId} ${t.text}`);

  it('joins what follows each other now', () => {
    const turns = [
      turn('S2', 0, 'so we'),
      turn('S3', 2, 'should go'),
      turn('S2', 4, 'home.'),
      turn('S1', 6, 'Yes.'),
    ];
    expect(texts(turns)).toEqual(['S2 so we should go home.', 'S1 Yes.']);
    expect(mergeTurns(turns, 'S3', 'S2')[0]).toMatchObject({ start: 0, end: 4.9, confidence: 0.5 });
  });

  it('leaves apart what a pause, another language, another voice or missing words divide', () => {
    const apart = [
      turn('S2', 0, 'one'),
      turn('S3', 3, 'two'),
      turn('S3', 4, 'drei', 'de'),
      turn('S1', 5, 'four'),
    ];
    expect(texts(apart)).toEqual(['S2 one', 'S2 two', 'S2 drei', 'S1 four']);
    expect(texts([turn('S2', 0, 'one'), { ...turn('S3', 1, 'two'), words: [] }])).toEqual([
      'S2 one',
      'S2 two',
    ]);
  });

  it('leaves apart the turns that one of them had before', () => {
    const own = [turn('S2', 0, 'one'), turn('S2', 1, 'two'), turn('S3', 2, 'three'), turn('S3', 3, 'four')];
    expect(texts(own)).toEqual(['S2 one', 'S2 two three', 'S2 four']);
  });

  it('ends a long turn with a sentence', () => {
    const long = Array.from({ length: 61 }, () => 'on').join(' ');
    expect(texts([turn('S2', 0, `${long}.`), turn('S3', 61, 'more')])).toHaveLength(2);
    expect(texts([turn('S2', 0, long), turn('S3', 61, 'more')])).toHaveLength(1);
  });

  it('loses no word, and keeps those of two who spoke at once in order', () => {
    const both = [turn('S2', 0, 'a b c d'), turn('S3', 1.5, 'x y')];
    expect(texts(both)).toEqual(['S2 a b x c y d']);
  });
});

describe('cutTurns', () => {
  it('cuts between two words, and nobody else', () => {
    const turns = [turn('S1', 0, 'a b c d'), turn('S2', 0.5, 'w x y z')];
    expect(cutTurns(turns, 'S1', 2).map((t) => [t.clusterId, t.start, t.end, t.text])).toEqual([
      ['S1', 0, 1.9, 'a b'],
      ['S2', 0.5, 4.4, 'w x y z'],
      ['S1', 2, 3.9, 'c d'],
    ]);
  });

  it('leaves whole what has no word on one side, or unknown words', () => {
    const turns = [turn('S1', 0, 'a b')];
    for (const at of [-1, 0, 0.1, 1.8, 1.9, 5]) expect(cutTurns(turns, 'S1', at)).toEqual(turns);
    const wordless = [{ ...turns[0], words: [] }];
    expect(cutTurns(wordless, 'S1', 1)).toEqual(wordless);
  });
});

describe('a territory', () => {
  it('reaches to the middle of the pauses', () => {
    const turns = [span(1, 2), span(4, 5), span(5, 9), span(8, 12)];
    expect(territoryOf(turns, ({ start }) => start === 4 || start === 5)).toEqual([span(3, 5), span(5, 8.5)]);
    expect(territoryOf(turns, ({ start }) => start === 1)).toEqual([span(0, 3)]);
    expect(isWithin(span(2.5, 4), [span(3, 5)])).toBe(true);
    expect(isWithin(span(2, 4), [span(3, 5)])).toBe(false);
  });

  it('divides spans, so that both parts together are what was there', () => {
    const random = randomNumbers(11);
    for (let round = 0; round < 200; round++) {
      const edges = Array.from({ length: 12 }, () => Math.round(random() * 100)).sort((a, b) => a - b);
      const spans = [0, 2, 4, 6, 8, 10]
        .map((i) => span(edges[i], edges[i + 1]))
        .filter((s) => s.end > s.start);
      const turns = spans.map(({ start, end }) => span(start, Math.min(100, end + random())));
      const { stays, goes } = divideSpans(
        spans,
        territoryOf(turns, () => random() < 0.5),
      );
      const seconds = (list: readonly { start: number; end: number }[]) =>
        Array.from({ length: 1000 }, (_, i) => i / 10 + 0.05).filter((t) =>
          list.some((s) => s.start <= t && t < s.end),
        );
      const united = [...seconds(stays), ...seconds(goes)].sort((a, b) => a - b);
      expect(united, `round ${round}`).toEqual(seconds(spans));
    }
  });
});
