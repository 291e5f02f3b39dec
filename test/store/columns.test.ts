import { describe, expect, it } from 'vitest';
import { readWords, wordsToJson } from '../../src/store/columns.js';

const words = (texts: readonly string[]) =>
  texts.map((text, i) => ({ text, start: i, end: i + 0.5, confidence: 0.9 }));

describe('words that say how they join', () => {
  it('come back as they were, and so does the text', () => {
    const said = [...words(['会', '議']), ...words(['AI', '-5'])].map((word, i) =>
      i === 1 ? { ...word, glued: true } : word,
    );
    expect(readWords(wordsToJson(said), '会議 AI -5')).toEqual({ words: said, text: '会議 AI -5' });
    expect(readWords(wordsToJson([]), 'text alone')).toEqual({ words: [], text: 'text alone' });
  });
});

describe('words from before that', () => {
  it.each([
    ['follow -up at 3 :30 for 10 ,000 in the U .S.', 'follow-up at 3:30 for 10,000 in the U.S.'],
    ["par exemple d 'un qu 'il l 'algorithme", "par exemple d'un qu'il l'algorithme"],
    ["he said 'hello' - and left", "he said 'hello' - and left"],
    ['z .B. im Haus', 'z.B. im Haus'],
    ['今 日 は 会 議 で す 。 AI です', '今日は会議です。AIです'],
    ['ภ า ษ า ไ ท ย ก ำ', 'ภาษาไทยกำ'],
    ['so that was it . . .', 'so that was it . . .'],
  ])('%s', (before, now) => {
    const stored = JSON.stringify(words(before.split(' ')));
    const read = readWords(stored, before);
    expect(read.text).toBe(now);
    expect(read.words.map((word) => word.text)).toEqual(before.split(' '));
    expect(readWords(wordsToJson(read.words), read.text)).toEqual(read);
  });
});
