import { describe, expect, it } from 'vitest';
import { checkpointKey, floatsToText, textToFloats } from '../../src/pipeline/checkpoints.js';

describe('checkpoints', () => {
  it('keep float32 numbers exactly', () => {
    const values = Float32Array.of(0.1, -0, 1e-40, Number.MAX_VALUE, 3.4e38, Math.PI);
    expect(textToFloats(floatsToText(values))).toEqual(values);
    // A view into the middle of a larger array must not bring its neighbours along.
    expect(textToFloats(floatsToText(values.subarray(1, 3)))).toEqual(values.slice(1, 3));
  });

  it('have keys that fit the cache and differ with whatever decides the result', () => {
    const fp = 'f'.repeat(64);
    const key = checkpointKey(fp, 'recognize-12345', { model: 'a'.repeat(64), language: 'en' });
    expect(key.length).toBeLessThanOrEqual(255);
    expect(checkpointKey(fp, 'recognize-12345', { model: 'a'.repeat(64), language: 'de' })).not.toBe(key);
  });
});
