import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/domain/time.js';
import { findUnrecognized } from '../../src/transcript/find-unrecognized.js';

const span = (start: number, end: number): Span => ({ start, end });
const find = (speech: readonly Span[], words: readonly Span[], suppressed: readonly Span[] = []) =>
  findUnrecognized(speech, words, suppressed).map(({ start, end, reason }) => [start, end, reason]);

describe('speech without words', () => {
  it('is every span that no word touches, however short; those up to a second apart are one', () => {
    const speech = [span(2, 2.3), span(10, 13), span(14, 16), span(40, 44)];
    expect(find(speech, [])).toEqual([
      [2, 2.3, 'no-words'],
      [10, 16, 'no-words'],
      [40, 44, 'no-words'],
    ]);
  });

  it('a word within 0.2 s belongs to a span: its time may be off', () => {
    expect(find([span(5, 6)], [span(6.1, 6.4)])).toEqual([]);
    expect(find([span(5, 6)], [span(6.3, 6.6)])).toHaveLength(1);
    expect(find([span(5, 6)], [span(4.5, 4.9)])).toEqual([]);
    expect(find([span(5, 6)], [span(4.5, 4.7)])).toHaveLength(1);
  });

  it('inside a span it is what lies 0.5 s from words for 2 s, at its ends too', () => {
    expect(find([span(0, 20)], [span(3, 5), span(10, 20)])).toEqual([
      [0, 2.5, 'no-words'],
      [5.5, 9.5, 'no-words'],
    ]);
    expect(find([span(0, 20)], [span(0, 5), span(7.9, 17.6)])).toEqual([]);
  });

  it('a word that lies across two spans counts in both, and words may come in any order', () => {
    expect(find([span(0, 6), span(8, 14)], [span(0.5, 13.5)])).toEqual([]);
    expect(find([span(0, 12)], [span(6, 11), span(1, 5)])).toEqual([]);
    // One long word among many short ones.
    const words = [span(0, 30), ...Array.from({ length: 9 }, (_, i) => span(i, i + 0.5))];
    expect(find([span(0, 9), span(20, 25), span(27, 29)], words)).toEqual([]);
  });

  it('two spans with a word between them are two', () => {
    expect(find([span(0, 2), span(2.8, 5)], [span(2.3, 2.5)])).toEqual([
      [0, 2, 'no-words'],
      [2.8, 5, 'no-words'],
    ]);
  });

  it('says where words were suppressed', () => {
    expect(find([span(0, 2), span(5, 7)], [], [span(5.5, 6)])).toEqual([
      [0, 2, 'no-words'],
      [5, 7, 'left-out'],
    ]);
  });

  it('speech that another channel gave the words of leaves no slivers', () => {
    expect(find([span(0, 0.2)], [])).toEqual([]);
  });
});
