import { normalize } from '../domain/vectors.js';
import { createNemoFbank } from '../features/nemo-fbank.js';
import { standardize } from '../features/nemo-mel.js';
import { sizeOf } from '../onnx/graph-sizes.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import { type Session, Tensor } from '../onnx/session.js';
import type { VoiceEmbedder } from './voice-embedder.js';

const bins = 80;
/** NeMo pads features with zeros to a multiple of this many frames (`pad_to`). */
const padding = 16;

/**
 * NVIDIA's TitaNet (Koluguri et al., 2022) as sherpa-onnx exports it: `audio_signal` f32 [B, 80, T], `length` i64 [B]
 * -> `logits` f32 [B, people of the training], `embs` f32 [B, dims]. An export may be limited to one window at a time.
 * NeMo's features get mean 0 and deviation 1 in every band over the window. The caller closes the session.
 */
export function createTitanetEmbedder(session: Session, model: string, dims: number): VoiceEmbedder {
  const batch = sizeOf(session, 'audio_signal', 0) ?? Number.POSITIVE_INFINITY;
  return {
    model,
    dims,
    fbank: createNemoFbank(bins),
    async embed(features, windows, frames) {
      const stride = Math.ceil(frames / padding) * padding;
      const signal = new Float32Array(windows * bins * stride);
      for (let w = 0; w < windows; w++) {
        const from = w * frames * bins;
        for (let b = 0; b < bins; b++) {
          const row = (w * bins + b) * stride;
          for (let f = 0; f < frames; f++) signal[row + f] = features[from + f * bins + b];
          standardize(signal, row, frames);
        }
      }
      const vectors = new Float32Array(windows * dims);
      for (let from = 0; from < windows; from += batch) {
        const rows = Math.min(batch, windows - from);
        const part = signal.subarray(from * bins * stride, (from + rows) * bins * stride);
        const { embs } = await session.run(
          {
            audio_signal: new Tensor('float32', part, [rows, bins, stride]),
            length: new Tensor('int64', new BigInt64Array(rows).fill(BigInt(frames)), [rows]),
          },
          ['embs'],
        );
        const found = embs.data as Float32Array;
        requireNumbers(found, `the model ${model}`, rows * dims);
        vectors.set(found.subarray(0, rows * dims), from * dims);
      }
      for (let w = 0; w < windows; w++) normalize(vectors.subarray(w * dims, (w + 1) * dims));
      return vectors;
    },
  };
}
