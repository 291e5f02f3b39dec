import { describe, expect, test } from 'vitest';
import { nemoWindowDefaults, readWindow, splitLongWindow } from '../../../src/asr/nemo/windows.js';
import { createRandom } from '../../fixtures/random.js';
import { memoryPcm } from '../memory-pcm.js';

const rate = 16_000;
const noise = (seconds: number, seed = 1) => createRandom(seed).normals(seconds * rate, 0.1);
const windowOf = (start: number, end: number) => ({ start, end, speech: [{ start, end }] });

describe('the samples of a window', () => {
  test('start with a lead-in of silence', () => {
    const audio = noise(4);
    const samples = readWindow(memoryPcm(audio), windowOf(1, 3));
    const lead = nemoWindowDefaults.leadIn * rate;
    expect(samples.length).toBe(lead + 2 * rate);
    expect(samples.subarray(0, lead).every((x) => x === 0)).toBe(true);
    expect(samples.subarray(lead)).toEqual(audio.subarray(rate, 3 * rate));
  });

  test('are a second at least, padded with silence', () => {
    const samples = readWindow(memoryPcm(noise(1)), windowOf(0.25, 0.5));
    expect(samples.length).toBe(rate);
    expect(samples.subarray(0.25 * rate, 0.5 * rate).every((x) => x !== 0)).toBe(true);
    expect(samples.subarray(0.5 * rate).every((x) => x === 0)).toBe(true);
  });
});

describe('a window that is too long', () => {
  test('is split at the quietest 200 ms of the second half of what fits', () => {
    const audio = noise(50);
    // A pause of 240 ms, one of 30 ms that is quieter but too short to count, and one in a first half.
    for (const [from, to, level] of [
      [3, 3.4, 0],
      [13, 13.03, 0],
      [16, 16.24, 0.05],
      [31, 31.24, 0.05],
    ])
      for (let i = Math.round(from * rate); i < Math.round(to * rate); i++) audio[i] *= level;
    const window = windowOf(0, 45);
    const pieces = splitLongWindow(memoryPcm(audio), window, 20);
    expect(pieces.map(({ start }) => start)).toHaveLength(3);
    expect(pieces[1].start).toBeCloseTo(16.12, 1);
    expect(pieces[2].start).toBeCloseTo(31.12, 1);
    pieces.forEach((piece, i) => {
      expect(piece.end).toBe(pieces[i + 1]?.start ?? 45);
      expect(piece.end - piece.start).toBeLessThanOrEqual(20);
      expect(piece.speech).toEqual([{ start: piece.start, end: piece.end }]);
    });
  });

  test('leaves no rest that is too short and loses nothing, whatever its length', () => {
    const pcm = memoryPcm(noise(70));
    for (let end = 19.5; end < 65; end += 2.37) {
      const pieces = splitLongWindow(pcm, windowOf(0.5, end), 20);
      expect(pieces[0].start).toBe(0.5);
      expect(pieces.at(-1)?.end).toBe(end);
      for (const { start, end } of pieces) {
        expect(end - start).toBeLessThanOrEqual(20);
        expect(end - start).toBeGreaterThan(0.99);
      }
    }
  });

  test('a shorter one stays whole', () => {
    const window = windowOf(2, 22);
    expect(splitLongWindow(memoryPcm(noise(1)), window, 20)).toEqual([window]);
  });
});
