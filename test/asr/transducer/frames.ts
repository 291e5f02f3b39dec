import type { Encoded } from '../../../src/asr/nemo/encoder.js';
import { type Session, Tensor } from '../../../src/onnx/session.js';
import { slowFeatures } from '../../fixtures/encoder-feeds.js';

/** What the encoder of a fixture makes of slow features, frame by frame. */
export async function encodeSlowFeatures(encoder: Session, frames: number, seed: number): Promise<Encoded> {
  const bins = 128;
  const out = await encoder.run({
    audio_signal: new Tensor('float32', slowFeatures(bins, frames, seed), [1, bins, frames]),
    length: new Tensor('int64', BigInt64Array.of(BigInt(frames)), [1]),
  });
  const data = out.outputs.data as Float32Array;
  const [, width, length] = out.outputs.dims;
  const transposed = new Float32Array(data.length);
  for (let d = 0; d < width; d++)
    for (let t = 0; t < length; t++) transposed[t * width + d] = data[d * length + t];
  return { frames: transposed, length };
}

/** Each frame on its own. */
export const singleFrames = ({ frames, length }: Encoded): Float32Array[] =>
  Array.from({ length }, (_, t) =>
    frames.slice((t * frames.length) / length, ((t + 1) * frames.length) / length),
  );
