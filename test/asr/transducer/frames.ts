import type { Encoded } from '../../../src/asr/nemo/encoder.js';
import { type Session, Tensor } from '../../../src/onnx/session.js';
import { createRandom } from '../../fixtures/random.js';

/** Features that change slowly, as speech does: [bins, frames], each band of mean 0 and deviation 1. */
export function slowFeatures(bins: number, frames: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const out = new Float32Array(bins * frames);
  for (let b = 0, value = random.normal(); b < bins; b++)
    for (let t = 0; t < frames; t++) {
      value = 0.9 * value + Math.sqrt(1 - 0.81) * random.normal();
      out[b * frames + t] = value;
    }
  return out;
}

/** What the encoder of a fixture makes of them, as frames one after the other. */
export async function encodeSlowFeatures(encoder: Session, frames: number, seed: number): Promise<Encoded> {
  const bins = 128;
  const out = await encoder.run({
    audio_signal: new Tensor('float32', slowFeatures(bins, frames, seed), [1, bins, frames]),
    length: new Tensor('int64', BigInt64Array.of(BigInt(frames)), [1]),
  });
  const data = out.outputs.data as Float32Array;
  const [, width, length] = out.outputs.dims;
  const turned = new Float32Array(data.length);
  for (let d = 0; d < width; d++)
    for (let t = 0; t < length; t++) turned[t * width + d] = data[d * length + t];
  return { frames: turned, length };
}

/** Each frame on its own. */
export const singleFrames = ({ frames, length }: Encoded): Float32Array[] =>
  Array.from({ length }, (_, t) =>
    frames.slice((t * frames.length) / length, ((t + 1) * frames.length) / length),
  );
