import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPcmFingerprinter } from '../../../src/audio/fingerprint/pcm-fingerprint.js';

describe('createPcmFingerprinter', () => {
  it('gives the same whatever the pieces, also when they end inside a sample', () => {
    const pcm = Int16Array.from({ length: 16_000 * 4 }, (_, i) => 9000 * Math.sin(i * i * 1e-6));
    const bytes = new Uint8Array(pcm.buffer);
    const inPieces = (length: number) => {
      const fingerprinter = createPcmFingerprinter();
      for (let i = 0; i < bytes.length; i += length) fingerprinter.push(bytes.subarray(i, i + length));
      return fingerprinter.finish();
    };
    const whole = inPieces(bytes.length);
    expect(whole.samples).toBe(64_000);
    expect(whole.contentFp).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(whole.acoustic.length).toBeGreaterThan(10);
    for (const length of [1, 3, 4097, 65_537, 100_001]) expect(inPieces(length), `${length}`).toEqual(whole);
  });
});
