import { describe, expect, it } from 'vitest';
import { wordsPerSecond } from '../../../src/audio/fingerprint/acoustic-fingerprint.js';
import { fingerprint, matchAcoustic, rate, scaled, silence, talk } from '../talk.js';

describe('createAcousticFingerprinter', () => {
  const pcm = talk(20, 1);

  it('gives 8 words per second, whatever the pieces', () => {
    const words = fingerprint(pcm);
    expect(wordsPerSecond).toBe(8);
    expect(words.length).toBeGreaterThan(20 * 8 - 18);
    expect(words.length).toBeLessThanOrEqual(20 * 8);
    for (const pieces of [97, 999, 1_000_000]) expect(fingerprint(pcm, pieces)).toEqual(words);
  });

  it('gives nothing for less than 2 s', () => {
    for (const seconds of [0, 0.01, 1, 1.5])
      expect(fingerprint(talk(20, 1).subarray(0, seconds * rate))).toHaveLength(0);
  });

  it('gives zeros for silence and for a steady tone, and next to none for talk', () => {
    expect(fingerprint(silence(10)).every((word) => word === 0)).toBe(true);
    const tone = Int16Array.from(
      { length: 10 * rate },
      (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / rate),
    );
    expect(fingerprint(tone).every((word) => word === 0)).toBe(true);
    expect(fingerprint(pcm).filter((word) => word === 0).length).toBeLessThan(5);
  });

  it('does not mind the gain, down to a thirtieth', () => {
    const words = fingerprint(pcm);
    for (const gain of [0.03, 0.5, 2]) {
      const match = matchAcoustic(words, fingerprint(scaled(pcm, gain)));
      expect(match?.bitErrorRate, `gain ${gain}`).toBeLessThan(0.05);
    }
  });
});
