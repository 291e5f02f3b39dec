import { expect, test } from 'vitest';
import { compressionRatio, repeatedRun } from '../../../src/asr/whisper/repetition.js';

test('a run that repeats itself at the end', () => {
  expect(repeatedRun([9, 9, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])).toBe(3);
  expect(repeatedRun([1, 2, 3, 1, 2, 3, 1, 2, 3])).toBe(0);
  expect(repeatedRun([5, ...Array(12).fill(7)])).toBe(1);
  expect(repeatedRun(Array(11).fill(7))).toBe(0);
  expect(repeatedRun([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 4])).toBe(0);
  expect(repeatedRun([])).toBe(0);
});

test('loops pack better than speech', () => {
  expect(compressionRatio('We decided in March that the format stays as it is.')).toBeLessThan(1.2);
  expect(compressionRatio('thank you very much. '.repeat(12))).toBeGreaterThan(2.4);
  expect(compressionRatio('')).toBe(0);
});
