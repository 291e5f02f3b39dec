import { describe, expect, it } from 'vitest';
import { createNemoFbank } from '../../src/features/nemo-fbank.js';
import { createRandom } from '../fixtures/random.js';
import { nemoMelSlowly } from './nemo-mel-slowly.js';

describe('createNemoFbank', () => {
  it('has the frames of createFbank', () => {
    const { frames } = createNemoFbank(80);
    expect([0, 399, 400, 559, 560, 16_000].map(frames)).toEqual([0, 0, 1, 1, 2, 98]);
  });

  it('gives the frames of NeMo for the same signal moved by 200 samples', () => {
    const fbank = createNemoFbank(80);
    const samples = createRandom(2).normals(4000, 0.1);
    const out = new Float32Array(fbank.frames(samples.length) * 80);
    expect(fbank.compute(samples, out)).toBe(23);
    // Frame k of NeMo is centred on sample 160 k. After 120 zeros, frame k + 2 begins where frame k does here.
    const moved = new Float32Array(4120);
    moved.set(samples, 120);
    const count = Math.floor(4120 / 160);
    const slow = nemoMelSlowly(moved, 80, false); // [80, count]
    for (let k = 0; k < 23; k++)
      for (let b = 0; b < 80; b++)
        expect(Math.abs(out[k * 80 + b] - slow[b * count + k + 2])).toBeLessThan(1e-4);
  });
});
