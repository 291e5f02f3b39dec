import { describe, expect, it } from 'vitest';
import { embedSpeech } from '../../src/diarization/embed-speech.js';
import {
  embedWindows,
  layWindows,
  measureBackground,
  voiceWindowDefaults,
} from '../../src/diarization/embed-windows.js';
import type { Background, VoiceEmbedder } from '../../src/diarization/voice-embedder.js';
import { normalize } from '../../src/domain/vectors.js';
import { createFbank } from '../../src/features/fbank.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { randomFrom } from './voices.js';

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

const random = randomFrom(9);
const noise = memoryPcm(Float32Array.from({ length: 6 * 16_000 }, () => random() - 0.5));

/** An embedder whose vector is the mean of the features in the first and last band, and what was subtracted. */
function fakeEmbedder(
  calls: { windows: number; frames: number; background?: Background }[] = [],
): VoiceEmbedder {
  return {
    model: 'fake',
    dims: 3,
    fbank: createFbank(),
    async embed(features, windows, frames, background) {
      calls.push({ windows, frames, background });
      const out = new Float32Array(windows * 3);
      for (let w = 0; w < windows; w++) {
        for (let f = 0; f < frames; f++) {
          out[w * 3] += features[(w * frames + f) * 80] / frames;
          out[w * 3 + 1] += features[(w * frames + f) * 80 + 79] / frames;
        }
        out[w * 3 + 2] = 1;
        normalize(out.subarray(w * 3, w * 3 + 3));
      }
      return out;
    },
  };
}

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

describe('embedSpeech', () => {
  it('gathers windows of one length from all that a voice says', async () => {
    const calls: { windows: number; frames: number }[] = [];
    const spans = [
      { start: 0, end: 1 },
      { start: 2, end: 4.5 },
    ];
    const embedding = await embedSpeech(noise, spans, fakeEmbedder(calls), {
      window: 1.5,
      windows: 8,
    });
    expect(calls.map((c) => [c.windows, c.frames])).toEqual([[2, 150]]);
    expect(Math.hypot(...(embedding ?? []))).toBeCloseTo(1, 5);
  });

  it('is null for less than half a second', async () => {
    expect(await embedSpeech(noise, [{ start: 0, end: 0.4 }], fakeEmbedder())).toBeNull();
    expect(await embedSpeech(noise, [], fakeEmbedder())).toBeNull();
  });
});
