import { describe, expect, it } from 'vitest';
import { normalizeEnglish } from '../../eval/normalize-english.js';
import { linesInPlace } from '../../eval/score-places.js';

const line = { speaker: 'A', start: 10, end: 14, text: 'The landslides blocked all roads.' };
/** One word a second from a moment on. */
const said = (text: string, from: number) =>
  text.split(' ').map((word, i) => ({ text: word, start: from + i, end: from + i + 0.8 }));
const found = (text: string, from: number) => linesInPlace([line], said(text, from), normalizeEnglish)[0];

describe('lines of the reference in an answer', () => {
  it('are there when six tenths of their words are, in order', () => {
    expect(found('The landslides blocked all roads', 9.5)).toBe(true);
    expect(found('A landslide blocked all roads', 9.5)).toBe(true);
    expect(found('A landslide blocked old roads', 9.5)).toBe(false);
    expect(found('roads all blocked landslides the', 9.5)).toBe(false);
  });

  it('are missing when their words stand elsewhere', () => {
    expect(found('The landslides blocked all roads', 5.9)).toBe(false);
    expect(found('The landslides blocked all roads', 60)).toBe(false);
  });

  it('are judged each by itself', () => {
    const lines = [line, { ...line, start: 100, end: 104 }];
    expect(linesInPlace(lines, said('The landslides blocked all roads', 9.5), normalizeEnglish)).toEqual([
      true,
      false,
    ]);
    expect(linesInPlace([], [], normalizeEnglish)).toEqual([]);
  });
});
