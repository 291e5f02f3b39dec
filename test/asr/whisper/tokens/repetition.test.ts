import { expect, test } from 'vitest';
import { repeatedRun } from '../../../../src/asr/whisper/tokens/repetition.js';

test('a run that repeats itself at the end', () => {
  expect(repeatedRun([9, 9, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])).toBe(3);
  expect(repeatedRun([1, 2, 3, 1, 2, 3, 1, 2, 3])).toBe(0);
  expect(repeatedRun([5, ...Array(12).fill(7)])).toBe(1);
  expect(repeatedRun(Array(11).fill(7))).toBe(0);
  expect(repeatedRun([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 4])).toBe(0);
  expect(repeatedRun([])).toBe(0);
});
