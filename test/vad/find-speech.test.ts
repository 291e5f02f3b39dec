import { describe, expect, it } from 'vitest';
import {
  type FindSpeechOptions,
  findSpeech,
  findSpeechDefaults,
  speechFrameSeconds,
} from '../../src/vad/find-speech.js';

const bare: FindSpeechOptions = { ...findSpeechDefaults, minSpeech: 0, minSilence: 0.064, pad: 0 };
/** Frames of 32 ms from runs of [probability, count]. */
const frames = (...runs: [number, number][]): Float32Array =>
  Float32Array.from(runs.flatMap(([p, n]) => new Array<number>(n).fill(p)));
const seconds = (n: number): number => n * speechFrameSeconds;
const find = (p: Float32Array, options: FindSpeechOptions) => findSpeech(p, seconds(p.length), options);

describe('findSpeech', () => {
  it('starts at the onset and continues down to the offset', () => {
    const p = frames([0.1, 10], [0.4, 5], [0.6, 10], [0.4, 5], [0.3, 10]);
    expect(find(p, bare)).toEqual([{ start: seconds(15), end: seconds(30) }]);
  });

  it('bridges pauses that are too short, and no others', () => {
    const p = frames([0.9, 10], [0, 3], [0.9, 10], [0, 4], [0.9, 10]);
    expect(find(p, { ...bare, minSilence: seconds(4) })).toEqual([
      { start: 0, end: seconds(23) },
      { start: seconds(27), end: seconds(37) },
    ]);
  });

  it('drops what is too short to be speech', () => {
    const p = frames([0, 10], [0.9, 4], [0, 10], [0.9, 5], [0, 10]);
    expect(find(p, { ...bare, minSpeech: seconds(5) })).toEqual([{ start: seconds(24), end: seconds(29) }]);
  });

  it('pads, but only up to the middle of a pause and the ends of the recording', () => {
    const p = frames([0.9, 10], [0, 10], [0.9, 10], [0, 40]);
    expect(find(p, { ...bare, pad: seconds(8) })).toEqual([
      { start: 0, end: seconds(15) },
      { start: seconds(15), end: seconds(38) },
    ]);
  });

  it('cuts what is too long at its quietest moment', () => {
    const p = frames([0.9, 60], [0.5, 6], [0.9, 60]);
    const spans = find(p, { ...bare, maxSpeech: seconds(100) });
    expect(spans).toEqual([
      { start: 0, end: seconds(63) },
      { start: seconds(63), end: seconds(126) },
    ]);
  });

  it('ends where the recording ends, though the last frame reaches past it', () => {
    expect(findSpeech(frames([0.9, 10]), 0.3, bare)).toEqual([{ start: 0, end: 0.3 }]);
    expect(findSpeech(new Float32Array(0), 0, bare)).toEqual([]);
  });

  it('always gives sorted, disjoint spans inside the recording, none too long', () => {
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    for (let round = 0; round < 300; round++) {
      let level = random();
      const p = Float32Array.from({ length: Math.floor(random() * 400) }, () => {
        if (random() < 0.1) level = random();
        return Math.min(1, Math.max(0, level + 0.2 * (random() - 0.5)));
      });
      const duration = Math.max(0, seconds(p.length) - random() * speechFrameSeconds);
      const options = { ...findSpeechDefaults, pad: random() * 0.5, maxSpeech: 1 + random() * 5 };
      let last = 0;
      for (const span of findSpeech(p, duration, options)) {
        expect(span.start).toBeGreaterThanOrEqual(last);
        expect(span.end).toBeGreaterThan(span.start);
        expect(span.end).toBeLessThanOrEqual(duration);
        expect(span.end - span.start).toBeLessThanOrEqual(options.maxSpeech + 2 * options.pad + 0.05);
        last = span.end;
      }
    }
  });
});
