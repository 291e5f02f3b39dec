import { describe, expect, it } from 'vitest';
import { putOnClock } from '../../../src/audio/tracks/put-on-clock.js';
import { rate, talk } from '../talk.js';
import { pcmOf } from './conversation.js';

/** What a recorder that began at `start` and is `drift` ppm fast has of a tone. */
function tone(hertz: number, start: number, drift: number): Int16Array {
  return Int16Array.from({ length: 20 * rate }, (_, i) => {
    const time = i / (1 + drift / 1e6) / rate + start;
    return 16384 * Math.sin(2 * Math.PI * hertz * time);
  });
}

describe('putOnClock', () => {
  it.each([200, 1000, 3000, 6000])('gives a tone of %d Hz as the other clock would have it', (hertz) => {
    const moved = putOnClock(pcmOf(tone(hertz, 1.5, 120)), { start: 1.5, drift: 120 });
    const block = new Float32Array(1000);
    let error = 0;
    for (const from of [2 * rate, 10 * rate + 3, 20 * rate]) {
      moved.read(from, block);
      for (const [i, value] of block.entries())
        error = Math.max(error, Math.abs(value - 0.5 * Math.sin((2 * Math.PI * hertz * (from + i)) / rate)));
    }
    expect(error).toBeLessThan(0.003);
  });

  it('moves the very samples when the clocks run alike', () => {
    const samples = talk(3, 1);
    const moved = putOnClock(pcmOf(samples), { start: 0.25, drift: 0 });
    expect(moved.samples).toBe(samples.length + 4000);
    const block = new Float32Array(8000);
    expect(moved.read(0, block)).toBe(4000);
    expect(block.subarray(0, 4000).every((value) => value === 0)).toBe(true);
    expect(Array.from(block.subarray(4000), (value) => value * 32768)).toEqual([
      ...samples.subarray(0, 4000),
    ]);
  });

  it('reads the same in whatever pieces', () => {
    const moved = putOnClock(pcmOf(talk(3, 2)), { start: 0.1, drift: -90 });
    const whole = new Float32Array(rate);
    moved.read(777, whole);
    const piece = new Float32Array(rate / 4);
    for (let part = 0; part < 4; part++) {
      moved.read(777 + part * piece.length, piece);
      expect([...piece]).toEqual([...whole.subarray(part * piece.length, (part + 1) * piece.length)]);
    }
  });
});
