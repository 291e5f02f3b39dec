import { expect, it } from 'vitest';
import { calibrate, calibrationOf, uncalibrate } from '../../src/asr/calibration.js';

it('a confidence becomes a probability, and back', () => {
  const calibration = { offset: 0.5, slope: 1.2 };
  expect(calibrate(calibration, 0.5)).toBeCloseTo(1 / (1 + Math.exp(-0.5)));
  for (const confidence of [0.01, 0.3, 0.5, 0.8, 0.99])
    expect(uncalibrate(calibration, calibrate(calibration, confidence))).toBeCloseTo(confidence);
});

it('a higher confidence is a higher probability, and neither end of the scale is certain', () => {
  const calibration = calibrationOf('whisper-tiny.en-scribe', 'en')!;
  const found = [0, 0.2, 0.4, 0.6, 0.8, 1].map((confidence) => calibrate(calibration, confidence));
  expect(found).toEqual([...found].sort((a, b) => a - b));
  expect(found[0]).toBeGreaterThan(0);
  expect(found.at(-1)).toBeLessThan(1);
});

it('is known for the recognizers that were measured, in English alone', () => {
  expect(calibrationOf('whisper-base-8bit', 'en')).not.toBeNull();
  expect(calibrationOf('whisper-base-8bit', 'de')).toBeNull();
  expect(calibrationOf('parakeet-ultra-int8', 'en')).toBeNull();
});
