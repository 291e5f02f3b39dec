import type { VoiceEmbedder } from '../../src/diarization/voice-embedder.js';
import { normalize } from '../../src/domain/vectors.js';
import { createFbank } from '../../src/features/fbank.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { randomFrom } from './voices.js';

const random = randomFrom(9);
/** Six seconds of it. */
export const noise = memoryPcm(Float32Array.from({ length: 6 * 16_000 }, () => random() - 0.5));

/** An embedder whose vector is the mean of the features in the first and last band, and what was subtracted. */
export function fakeEmbedder(calls: { windows: number; frames: number }[] = []): VoiceEmbedder {
  return {
    model: 'fake',
    dims: 3,
    fbank: createFbank(),
    async embed(features, windows, frames) {
      calls.push({ windows, frames });
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
