import { type Session, Tensor } from '../onnx/session.js';
import { createFbank, type Fbank, type FbankOptions, fbankDefaults } from '../signal/fbank.js';

/** Turns features of speech into a point where the same voice lies close to itself. */
export interface VoiceEmbedder {
  /** Name in the catalog; vectors of two models do not compare. */
  readonly model: string;
  readonly dims: number;
  /** The features that this network was trained on; the mean of an excerpt is subtracted by `embed`. */
  readonly fbank: Fbank;
  /**
   * @param features log mel energies, [windows, frames, bins]; the array is changed
   * @returns unit vectors, [windows, dims]
   */
  embed(features: Float32Array, windows: number, frames: number): Promise<Float32Array>;
}

/**
 * A speaker embedding network in WeSpeaker's layout (wespeaker/cli/speaker.py): `feats` f32 [B, T, 80] -> `embs`
 * f32 [B, dims], mean of each band subtracted over the excerpt. The session stays the caller's.
 */
export function createWespeakerEmbedder(
  session: Session,
  model: string,
  dims: number,
  fbankOptions: FbankOptions = fbankDefaults,
): VoiceEmbedder {
  const fbank = createFbank(fbankOptions);
  return {
    model,
    dims,
    fbank,
    async embed(features, windows, frames) {
      for (let w = 0; w < windows; w++) subtractMean(features, w * frames * fbank.bins, frames, fbank.bins);
      const size = windows * frames * fbank.bins;
      const feats = new Tensor('float32', features.subarray(0, size), [windows, frames, fbank.bins]);
      const { embs } = await session.run({ feats });
      const vectors = embs.data as Float32Array;
      for (let w = 0; w < windows; w++) normalize(vectors.subarray(w * dims, (w + 1) * dims));
      return vectors;
    },
  };
}

/** Subtracts from every band its mean over the frames: what a microphone adds stays the same over an excerpt. */
function subtractMean(features: Float32Array, offset: number, frames: number, bins: number): void {
  for (let b = 0; b < bins; b++) {
    let sum = 0;
    for (let f = 0, i = offset + b; f < frames; f++, i += bins) sum += features[i];
    const mean = sum / frames;
    for (let f = 0, i = offset + b; f < frames; f++, i += bins) features[i] -= mean;
  }
}

/** Scales a vector to length 1 in place; a zero vector stays what it is. */
export function normalize(vector: Float32Array): Float32Array {
  let square = 0;
  for (let i = 0; i < vector.length; i++) square += vector[i] * vector[i];
  if (square > 0) {
    const scale = 1 / Math.sqrt(square);
    for (let i = 0; i < vector.length; i++) vector[i] *= scale;
  }
  return vector;
}
