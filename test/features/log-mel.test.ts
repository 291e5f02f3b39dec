import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLogMel } from '../../src/features/log-mel.js';
import { readAudio } from '../asr/read-audio.js';
import { hasShared, shared } from '../shared.js';

interface Golden {
  mels: Record<
    string,
    { mean: number; std: number; min: number; max: number; frames: Record<string, number[]> }
  >;
}

/** The reference computes in float32, this code in double. */
const tolerance = 1e-4;

describe.skipIf(!hasShared)('log-mel against openai/whisper', () => {
  for (const bins of [80, 128])
    test(`${bins} bins of jfk.flac padded to 30 s`, () => {
      const golden = JSON.parse(
        readFileSync(shared('golden/features/logmel-whisper.json'), 'utf8'),
      ) as Golden;
      const expected = golden.mels[bins];
      const audio = new Float32Array(480_000);
      audio.set(readAudio(shared('audio/read/jfk.flac')));
      const mel = createLogMel(bins);
      const out = new Float32Array(bins * mel.frames(audio.length));
      mel.compute(audio, out);
      expect(out.length).toBe(bins * 3000);
      let worst = 0;
      for (const [t, values] of Object.entries(expected.frames))
        for (let b = 0; b < bins; b++)
          worst = Math.max(worst, Math.abs(out[b * 3000 + Number(t)] - values[b]));
      expect(worst).toBeLessThan(tolerance);
      const mean = out.reduce((a, x) => a + x, 0) / out.length;
      const std = Math.sqrt(out.reduce((a, x) => a + (x - mean) ** 2, 0) / out.length);
      expect(mean).toBeCloseTo(expected.mean, 4);
      expect(std).toBeCloseTo(expected.std, 4);
      expect(Math.max(...out.subarray(0, 50_000))).toBeLessThanOrEqual(expected.max + tolerance);
      expect(out.reduce((a, x) => Math.min(a, x), 9)).toBeCloseTo(expected.min, 4);
      expect(out.reduce((a, x) => Math.max(a, x), -9)).toBeCloseTo(expected.max, 4);
    });
});

describe('log-mel', () => {
  test('silence is at the floor, everywhere', () => {
    const mel = createLogMel(80);
    const out = new Float32Array(80 * 10).fill(7);
    mel.compute(new Float32Array(1600), out);
    for (const x of out) expect(x).toBeCloseTo((-10 + 4) / 4, 6);
  });

  test('a tone is loudest in the band of its frequency, and 8 below it everything is equal', () => {
    const mel = createLogMel(80);
    const audio = Float32Array.from({ length: 16_000 }, (_, i) =>
      Math.sin((2 * Math.PI * 1000 * i) / 16_000),
    );
    const out = new Float32Array(80 * 100);
    mel.compute(audio, out);
    const column = Array.from({ length: 80 }, (_, b) => out[b * 100 + 50]);
    const loudest = column.indexOf(Math.max(...column));
    // 1 kHz is mel 15 of 45.2 (8 kHz), so band 15 / 45.245 * 81 - 1 = 25.9.
    expect(Math.abs(loudest - 26)).toBeLessThanOrEqual(1);
    expect(Math.min(...column)).toBeCloseTo(Math.max(...out) - 2, 5);
  });

  test('a trailing silence does not change the frames before it', () => {
    const mel = createLogMel(80);
    const audio = Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i * i * 1e-4));
    const padded = new Float32Array(16_000);
    padded.set(audio);
    const short = new Float32Array(80 * 50);
    const long = new Float32Array(80 * 100);
    mel.compute(audio, short);
    mel.compute(padded, long);
    for (let b = 0; b < 80; b++)
      for (let t = 0; t < 48; t++) expect(long[b * 100 + t]).toBeCloseTo(short[b * 50 + t], 5);
  });
});
