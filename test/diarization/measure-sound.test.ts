import { describe, expect, it } from 'vitest';
import { measureSound } from '../../src/diarization/measure-sound.js';
import { memoryPcm } from '../asr/memory-pcm.js';

describe('measureSound', () => {
  it('measures the level of the speech alone, in decibels of full scale', () => {
    // A second of silence, a second at a tenth of full scale, a second of silence.
    const samples = new Float32Array(3 * 16_000).fill(0.1, 16_000, 32_000);
    const { level, clipped, range } = measureSound(memoryPcm(samples), [{ start: 1.05, end: 1.95 }]);
    expect(level).toBeCloseTo(-20, 3);
    expect(clipped).toBe(0);
    expect(range).toBeCloseTo(70, 3);
  });

  it('counts what is at full scale, and says that silence has no level', () => {
    const samples = Float32Array.from({ length: 5_120 }, (_, i) => (i % 4 === 0 ? -1 : 0.25));
    expect(measureSound(memoryPcm(samples), [])).toMatchObject({ level: null, clipped: 0.25 });
  });
});
