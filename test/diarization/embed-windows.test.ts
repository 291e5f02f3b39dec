import { describe, expect, it } from 'vitest';
import {
  embedWindows,
  layWindows,
  measureBackground,
  voiceWindowDefaults,
} from '../../src/diarization/embed-windows.js';
import { createFbank } from '../../src/features/fbank.js';
import { fakeEmbedder, noise } from './fake-embedder.js';

const options = { ...voiceWindowDefaults, window: 1.5, step: 0.5, minWindow: 0.6 };
const lay = (...spans: [number, number][]) =>
  layWindows(
    spans.map(([start, end]) => ({ start, end })),
    20,
    options,
  ).map((w) => [w.first, w.frames]);

describe('layWindows', () => {
  it('spreads windows evenly from the start of the speech to its end', () => {
    expect(lay([2, 4.25])).toEqual([
      [200, 150],
      [238, 150],
      [275, 150],
    ]);
    expect(lay([2, 3.5])).toEqual([[200, 150]]);
  });

  it('takes speech that is shorter than a window as it is, and widens what is too short', () => {
    expect(lay([2, 3])).toEqual([[200, 100]]);
    expect(lay([2, 2.2])).toEqual([[180, 60]]);
    expect(lay([0, 0.1])).toEqual([[0, 60]]);
    expect(lay([19.9, 20])).toEqual([[1938, 60]]);
  });

  it('stays inside a recording that is shorter than a window', () => {
    expect(layWindows([{ start: 0, end: 0.2 }], 0.2, options)).toEqual([{ first: 0, frames: 18 }]);
    expect(layWindows([{ start: 0, end: 0.01 }], 0.01, options)).toEqual([]);
  });
});

describe('embedWindows', () => {
  it('gives every window its own embedding, whatever it shares a batch with', async () => {
    const windows = [
      { first: 0, frames: 150 },
      { first: 75, frames: 150 },
      { first: 100, frames: 80 },
      { first: 300, frames: 150 },
    ];
    const calls: { windows: number; frames: number }[] = [];
    const all = await embedWindows(noise, windows, fakeEmbedder(calls));
    expect(calls.map((c) => [c.windows, c.frames])).toEqual([
      [3, 150],
      [1, 80],
    ]);
    for (const [i, window] of windows.entries()) {
      const alone = await embedWindows(noise, [window], fakeEmbedder());
      expect([...all.subarray(i * 3, i * 3 + 3)]).toEqual([...alone]);
    }
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(
      embedWindows(noise, [{ first: 0, frames: 100 }], fakeEmbedder(), { signal }),
    ).rejects.toThrow();
  });
});

describe('measureBackground', () => {
  it('is the mean of the features of speech', () => {
    const fbank = createFbank();
    const { mean, weight } = measureBackground(noise, [{ start: 1, end: 2 }], fbank, 300);
    const samples = new Float32Array(99 * 160 + 400);
    noise.read(16_000, samples);
    const features = new Float32Array(100 * 80);
    fbank.compute(samples, features);
    let sum = 0;
    for (let f = 0; f < 100; f++) sum += features[f * 80 + 5];
    expect(mean[5]).toBeCloseTo(sum / 100, 4);
    expect(weight).toBe(300);
  });

  it('weighs nothing where nobody speaks', () => {
    expect(measureBackground(noise, [], createFbank(), 300).weight).toBe(0);
  });
});
