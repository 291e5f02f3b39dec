import { describe, expect, test } from 'vitest';
import type { Decoded } from '../../../src/asr/nemo/decoding.js';
import { wordsOf } from '../../../src/asr/nemo/words.js';

const blank = '<blk>';

/** Words of pieces that follow each other frame by frame, or at the frames given. */
function wordsFrom(
  pieces: readonly string[],
  times: { starts?: number[]; ends?: number[]; logProbs?: number[]; language?: string } = {},
) {
  const starts = times.starts ?? pieces.map((_, i) => i);
  const decoded: Decoded = {
    tokens: pieces.map((_, i) => i),
    starts,
    ends: times.ends ?? starts.map((start) => start + 1),
    logProbs: times.logProbs ?? pieces.map(() => 0),
  };
  const vocabulary = { pieces: [...pieces, blank], blank: pieces.length };
  return wordsOf(
    decoded,
    vocabulary,
    { secondsPerFrame: 0.08, origin: 10 },
    { start: 10, end: 20 },
    times.language ?? 'en',
  );
}
const textOf = (...pieces: string[]) =>
  wordsFrom(pieces.map((piece) => piece.replaceAll(' ', '\u2581'))).map((word) => word.text);

describe('the text of pieces', () => {
  test.each([
    [
      [' Hel', 'lo', ' wor', 'ld', '.'],
      ['Hello', 'world.'],
    ],
    // A space before punctuation is dropped, one before what opens something is not.
    [
      [' Yes', ' ,', ' please', ' !'],
      ['Yes,', 'please!'],
    ],
    [
      [' cost', ' $', '5', ' (', 'net', ')'],
      ['cost', '$5', '(net)'],
    ],
    [
      [' sí', '.', ' ¿', 'Qué', '?'],
      ['sí.', '¿Qué?'],
    ],
    [
      [' he', ' said', ' \u201c', 'no', '\u201d'],
      ['he', 'said', '\u201cno\u201d'],
    ],
    // Letters are letters in every alphabet.
    [
      [' да', ' нет', ' être', ' ß', ' ωμέγα'],
      ['да', 'нет', 'être', 'ß', 'ωμέγα'],
    ],
    [
      [' don', "'", 't', ' co', '-', 'op'],
      ["don't", 'co-op'],
    ],
    [
      [' 2', '0', ' 2', '6', ' %'],
      ['20', '26%'],
    ],
    // The space may be a piece of its own, and the first piece may lack it.
    [
      ['so', ' ', 'we', ' ', '.'],
      ['so', 'we.'],
    ],
    [
      [' of the', ' day'],
      ['of', 'the', 'day'],
    ],
    // Marks are not text.
    [['<unk>', ' a', '<pad>', 'b', '<|en|>', '<|endoftext|>'], ['ab']],
    [
      [' R', ' &', ' D', ' ', '+', ' 2'],
      ['R', '&', 'D', '+', '2'],
    ],
    [[], []],
  ])('%j', (pieces, words) => {
    expect(textOf(...pieces)).toEqual(words);
  });
});

test('without spaces a dictionary finds the words, and punctuation stays with its word', () => {
  const words = wordsFrom(['\u2581', '今', '日', 'は', '。', '(', '雨', ')'], { language: 'und' });
  expect(words.map((word) => word.text)).toEqual(['今日', 'は。', '(雨)']);
  expect(words.map((word) => word.glued)).toEqual([true, true, true]);
  expect([words[0].start, words[0].end]).toEqual([10, 10 + 3 * 0.08]);
});

describe('the times of words', () => {
  const spaced = (text: string) => text.split(' ').map((part) => part.replaceAll('_', '\u2581'));

  test('go from the first token to the end of the last one, but not into the next word', () => {
    const [one, two] = wordsFrom(spaced('_o ne _two'), { starts: [2, 5, 9], ends: [3, 12, 11] });
    expect([one.start, one.end]).toEqual([10 + 2 * 0.08, 10 + 9 * 0.08]);
    expect([two.start, two.end]).toEqual([10 + 9 * 0.08, 10 + 11 * 0.08]);
  });

  test('a space that is a token of its own starts the word', () => {
    const [word] = wordsFrom(spaced('_ so'), { starts: [1, 4] });
    expect(word.start).toBeCloseTo(10.08, 9);
  });

  test('words that start in one frame share it', () => {
    const words = wordsFrom(spaced('_a _b _c'), { starts: [4, 4, 8], ends: [5, 5, 9] });
    expect(
      words.map(({ start, end }) =>
        [(start - 10) / 0.08, (end - 10) / 0.08].map((x) => Number(x.toFixed(6))),
      ),
    ).toEqual([
      [4, 4.5],
      [4.5, 5],
      [8, 9],
    ]);
  });

  test('stay inside the window, without the lead-in', () => {
    const [early, late] = wordsFrom(spaced('_a _b'), { starts: [-2, 120], ends: [-1, 130] });
    expect([early.start, early.end]).toEqual([10, 10]);
    expect([late.start, late.end]).toEqual([10 + 120 * 0.08, 20]);
  });

  test('the confidence is the mean of the probabilities', () => {
    const [word] = wordsFrom(spaced('_a b'), { logProbs: [Math.log(0.5), Math.log(0.9)] });
    expect(word.confidence).toBeCloseTo(0.7, 12);
  });
});
