import { describe, expect, test } from 'vitest';
import { halves, isSound, mostTokens } from '../../../src/asr/whisper/retry.js';
import { positionsOf } from '../../../src/asr/whisper/short-windows.js';

describe('windows that looped are cut', () => {
  test('in the longest pause that leaves both parts long enough', () => {
    const speech = [
      { start: 10, end: 11 },
      { start: 11.9, end: 14 },
      { start: 14.4, end: 18 },
    ];
    expect(halves({ start: 10, end: 18, speech })).toEqual([
      { start: 10, end: 14.2, speech: speech.slice(0, 2) },
      { start: 14.2, end: 18, speech: speech.slice(2) },
    ]);
  });

  test('in the middle when there is no pause, and not at all when short', () => {
    const window = { start: 0, end: 9, speech: [{ start: 0, end: 9 }] };
    expect(halves(window).map((part) => [part.start, part.end, part.speech])).toEqual([
      [0, 4.5, [{ start: 0, end: 4.5 }]],
      [4.5, 9, [{ start: 4.5, end: 9 }]],
    ]);
    expect(halves({ start: 0, end: 3.9, speech: [] })).toEqual([]);
  });
});

test('positions are of 20 ms, with the silence behind, and not too few', () => {
  expect(positionsOf({ start: 3, end: 8 }, 0.5)).toBe(275);
  expect(positionsOf({ start: 3, end: 8.005 }, 0.5)).toBe(276);
  expect(positionsOf({ start: 3, end: 3.2 }, 0.5)).toBe(50);
});

test('a text is sound when the network ended it and it does not pack like a loop', () => {
  expect(isSound({ stopped: 'end', compressionRatio: 1.2 })).toBe(true);
  expect(isSound({ stopped: 'end', compressionRatio: 2.4 })).toBe(true);
  expect(isSound({ stopped: 'end', compressionRatio: 2.41 })).toBe(false);
  expect(isSound({ stopped: 'length', compressionRatio: 1.2 })).toBe(false);
  expect(isSound({ stopped: 'loop', compressionRatio: 1.2 })).toBe(false);
});

test('how much may be written follows from how much was said, up to half of the context', () => {
  expect(mostTokens(0.5, 448)).toBe(12);
  expect(mostTokens(10, 448)).toBe(140);
  expect(mostTokens(28, 448)).toBe(224);
});
