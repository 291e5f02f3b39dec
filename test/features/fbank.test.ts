import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFbank, type FbankOptions, fbankDefaults, readFbank } from '../../src/features/fbank.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { readAudio } from '../asr/read-audio.js';
import { hasShared, shared } from '../shared.js';

describe('createFbank', () => {
  it('gives whole frames only', () => {
    const fbank = createFbank();
    expect([0, 399, 400, 559, 560, 16_000].map((n) => fbank.frames(n))).toEqual([0, 0, 1, 1, 2, 98]);
  });

  it('puts a tone in the band around it', () => {
    const fbank = createFbank();
    const tone = Float32Array.from(
      { length: 400 },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / 16_000),
    );
    const out = new Float32Array(80);
    expect(fbank.compute(tone, out)).toBe(1);
    // Band b is centred at mel 31.7 + (b + 1) * 34.7; 1000 Hz is mel 1000, that is band 27.
    expect(out.indexOf(Math.max(...out))).toBe(27);
  });

  it('gives the floor for silence: ln of the float32 epsilon', () => {
    const out = new Float32Array(80);
    createFbank().compute(new Float32Array(400), out);
    for (const value of out) expect(value).toBeCloseTo(-15.9424, 3);
  });

  it('reads a piece of a recording on the same grid as the whole', () => {
    let seed = 1;
    const noise = Float32Array.from({ length: 8000 }, () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647 - 0.5;
    });
    const fbank = createFbank();
    const whole = new Float32Array(fbank.frames(noise.length) * 80);
    fbank.compute(noise, whole);
    const part = new Float32Array(5 * 80);
    readFbank(fbank, memoryPcm(noise), 17, 5, part);
    expect([...part]).toEqual([...whole.subarray(17 * 80, 22 * 80)]);
  });

  it.skipIf(!hasShared)('agrees with torchaudio to 2e-4 in both recipes', () => {
    const golden = JSON.parse(readFileSync(shared('golden', 'features', 'fbank-kaldi.json'), 'utf8')).fbank;
    const samples = readAudio(shared('audio', 'read', 'jfk.flac'));
    const recipes: [string, FbankOptions][] = [
      ['wespeaker-hamming', fbankDefaults],
      ['3dspeaker-povey', { ...fbankDefaults, window: 'povey', scale: 1 }],
    ];
    for (const [name, options] of recipes) {
      const fbank = createFbank(options);
      const frames = fbank.frames(samples.length);
      expect([frames, fbank.bins]).toEqual(golden[name].shape);
      const out = new Float32Array(frames * 80);
      fbank.compute(samples, out);
      const mean = new Float64Array(80);
      for (let i = 0; i < out.length; i++) mean[i % 80] += out[i] / frames;
      for (const [frame, row] of Object.entries<number[]>(golden[name].frames))
        row.forEach((value, b) => {
          expect(Math.abs(out[Number(frame) * 80 + b] - mean[b] - value)).toBeLessThan(2e-4);
        });
    }
  });
});
