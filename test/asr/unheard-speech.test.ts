import { describe, expect, it } from 'vitest';
import { findUnheardSpeech } from '../../src/asr/unheard-speech.js';
import { segment } from './invented-words/segments.js';

const find = findUnheardSpeech;

describe('speech that gave no words', () => {
  it('is found where there are none at all, pauses up to a second included', () => {
    const speech = [
      { start: 10, end: 13 },
      { start: 14, end: 16 },
      { start: 40, end: 44 },
    ];
    expect(find(speech, [])).toEqual([{ start: 10, end: 16 }]);
  });

  it('is found between words, a second from them', () => {
    const speech = [{ start: 0, end: 20 }];
    const words = [segment('so we begin', 0, 3), segment('and go on', 15, 20)];
    expect(find(speech, words)).toEqual([{ start: 4, end: 14 }]);
  });

  it('is not told when it is shorter than 5 s', () => {
    const speech = [{ start: 0, end: 20 }];
    expect(find(speech, [segment('so', 0, 3), segment('and', 9.9, 20)])).toEqual([]);
    expect(find(speech, [segment('so', 0, 3), segment('and', 10.1, 20)])).toHaveLength(1);
  });

  it('a word that lies across two stretches counts in both', () => {
    const speech = [
      { start: 0, end: 6 },
      { start: 8, end: 14 },
    ];
    expect(find(speech, [segment('all', 0.5, 13.5)])).toEqual([]);
  });

  it('words in any order do', () => {
    const speech = [{ start: 0, end: 12 }];
    expect(find(speech, [segment('b', 6, 11), segment('a', 1, 5)])).toEqual([]);
  });
});
