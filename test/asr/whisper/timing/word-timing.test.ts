import { describe, expect, test } from 'vitest';
import {
  mergePunctuation,
  settleBounds,
  type TimedWord,
  timeWords,
  truncateAtSentences,
  wordPace,
} from '../../../../src/asr/whisper/timing/word-timing.js';

const word = (text: string, start: number, end: number, tokens = 1): TimedWord => ({
  text,
  start,
  end,
  tokens,
  probability: 0.9,
});

test('words take the times of their tokens and the mean of their probabilities', () => {
  const pieces = [
    { text: ' one', tokens: [1] },
    { text: ' twofold', tokens: [2, 3] },
  ];
  const words = timeWords(pieces, Int32Array.of(0, 10, 15, 50), [0.5, 0.2, 0.6]);
  expect(words.map((w) => [w.text, w.start, w.end, w.tokens])).toEqual([
    [' one', 0, 0.2, 1],
    [' twofold', 0.2, 1, 2],
  ]);
  expect(words[1].probability).toBeCloseTo(0.4, 9);
});

test('the pace is the median of the words that last, 0.7 s at the most', () => {
  expect(wordPace([word('a', 0, 0.2), word('b', 0.2, 0.2), word('c', 1, 1.4)]).median).toBeCloseTo(0.3, 9);
  expect(wordPace([word('a', 0, 3)])).toEqual({ median: 0.7, longest: 1.4 });
  expect(wordPace([])).toEqual({ median: 0, longest: 0 });
});

test('full stops and words behind them give back the pause that they swallowed', () => {
  const words = [word(' end', 0, 0.3), word('.', 0.3, 4), word(' Next', 4, 4.2)];
  truncateAtSentences(words, { median: 0.3, longest: 0.6 });
  expect(words[1].end).toBeCloseTo(0.9, 9);
  const late = [word('.', 0, 0.1), word(' Next', 0.1, 5)];
  truncateAtSentences(late, { median: 0.3, longest: 0.6 });
  expect(late[1].start).toBeCloseTo(4.4, 9);
});

test('punctuation goes to its word', () => {
  const words = [word(' (', 0, 0.1), word('yes', 0.1, 0.3), word(',', 0.3, 0.3), word(' no', 0.3, 0.5)];
  words.push(word('.', 0.5, 0.5), word('"', 0.5, 0.5));
  mergePunctuation(words);
  expect(words.map((w) => w.text)).toEqual(['', ' (yes,', '', ' no."', '', '']);
  expect(words.reduce((sum, w) => sum + w.tokens, 0)).toBe(6);
});

describe('bounds of a segment', () => {
  const pace = { median: 0.3, longest: 0.6 };

  test('a first word after a pause is cut to two medians', () => {
    const segment = { start: 0, end: 5, words: [word(' So', 0, 4), word(' now', 4, 4.3)] };
    settleBounds(segment, pace, 0);
    expect(segment.words[0].start).toBeCloseTo(3.4, 9);
    expect(segment.start).toBeCloseTo(3.4, 9);
    expect(segment.end).toBeCloseTo(4.3, 9);
  });

  test('speech that just went on stays as it is', () => {
    const segment = { start: 4, end: 5, words: [word(' So', 4, 5)] };
    settleBounds(segment, pace, 4);
    expect(segment).toMatchObject({ start: 4, end: 5 });
  });

  test('if word and segment differ much, the segment is right', () => {
    const segment = { start: 2, end: 3, words: [word(' So', 1, 2.2), word(' now', 2.2, 4)] };
    settleBounds(segment, pace, 1.9);
    expect(segment.words[0].start).toBeCloseTo(1.9, 9);
    expect(segment.words[1].end).toBeCloseTo(3, 9);
  });

  test('no words change nothing', () => {
    const segment = { start: 2, end: 3, words: [] };
    settleBounds(segment, pace, 0);
    expect(segment).toMatchObject({ start: 2, end: 3 });
  });
});
