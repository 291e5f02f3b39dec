import { describe, expect, test } from 'vitest';
import { chunkSpeech, longWindowDefaults, shortWindowDefaults } from '../../src/asr/chunk-speech.js';
import type { Span } from '../../src/domain/time.js';

const spans = (...pairs: [number, number][]): Span[] => pairs.map(([start, end]) => ({ start, end }));
const bounds = (speech: Span[], options = shortWindowDefaults) =>
  chunkSpeech(speech, options).map((window) => [window.start, window.end, window.speech.length]);

describe('windows', () => {
  test('no speech, no windows', () => {
    expect(chunkSpeech([], shortWindowDefaults)).toEqual([]);
  });

  test('short pauses are bridged, long ones are not', () => {
    expect(bounds(spans([0, 2], [2.5, 4], [6, 8]))).toEqual([
      [0, 4, 2],
      [6, 8, 1],
    ]);
  });

  test('a window is not longer than asked for, and the cut is at the longest pause', () => {
    expect(bounds(spans([0, 4], [4.2, 8], [8.9, 12.5], [12.6, 15]))).toEqual([
      [0, 8, 2],
      [8.9, 15, 2],
    ]);
  });

  test('speech without a pause stays whole', () => {
    expect(bounds(spans([0, 25], [25, 31]))).toEqual([
      [0, 25, 1],
      [25, 31, 1],
    ]);
  });

  test('30 s windows bridge long pauses, up to 28 s', () => {
    expect(bounds(spans([0, 5], [8, 14], [18, 27], [29, 40]), longWindowDefaults)).toEqual([
      [0, 14, 2],
      [18, 40, 2],
    ]);
    expect(bounds(spans([0, 5], [8, 14], [16, 27]), longWindowDefaults)).toEqual([[0, 27, 3]]);
    expect(bounds(spans([0, 5], [14, 18]), longWindowDefaults).length).toBe(2);
  });

  test('nothing is lost, nothing overlaps, every length is kept', () => {
    let at = 0;
    const speech = Array.from({ length: 300 }, (_, i) => {
      const start = at + (((i * 7919) % 97) / 97) * 1.5;
      at = start + 0.3 + ((i * 104_729) % 89) / 12;
      return { start, end: at };
    });
    const windows = chunkSpeech(speech, shortWindowDefaults);
    expect(windows.flatMap((window) => window.speech)).toEqual(speech);
    windows.forEach((window, i) => {
      expect(window.start).toBe(window.speech[0].start);
      expect(window.end).toBe(window.speech.at(-1)?.end);
      if (window.speech.length > 1) expect(window.end - window.start).toBeLessThanOrEqual(12);
      if (i > 0) expect(window.start).toBeGreaterThanOrEqual(windows[i - 1].end);
    });
  });
});
