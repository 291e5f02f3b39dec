import { expect, test } from 'vitest';
import { compressionRatio } from '../../src/asr/compression-ratio.js';

test('loops pack better than speech', () => {
  expect(compressionRatio('We decided in March that the format stays as it is.')).toBeLessThan(1.2);
  expect(compressionRatio('thank you very much. '.repeat(12))).toBeGreaterThan(2.4);
  expect(compressionRatio('')).toBe(0);
});
