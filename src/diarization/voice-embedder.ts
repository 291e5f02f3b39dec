import { normalize } from '../domain/vectors.js';
import { createFbank, type Fbank, type FbankOptions, fbankDefaults } from '../features/fbank.js';
import { requireNumbers } from '../onnx/require-numbers.js';
import { type Session, Tensor } from '../onnx/session.js';

/** Turns features of speech into embeddings: vectors that are close to each other for one voice. */
export interface VoiceEmbedder {
  /** Name in the catalog; embeddings of two models cannot be compared. */
  readonly model: string;
  readonly dims: number;
  /** The features that this network was trained on. */
  readonly fbank: Fbank;
  /**
   * Subtracts the mean of each window and embeds it.
   * @param features log mel energies, [windows, frames, bins]; the array is changed
   * @returns unit vectors, [windows, dims]
   */
  embed(features: Float32Array, windows: number, frames: number): Promise<Float32Array>;
}

/**
 * A speaker embedding network in the layout of WeSpeaker (wespeaker/cli/speaker.py: `feats` f32 [B, T, 80] -> `embs`
 * f32 [B, dims]) and of 3D-Speaker (`x` -> `embedding`), mean of each band subtracted over the window. The caller closes
 * the session.
 * @param fbankOptions the recipe that the network was trained with: a wrong window costs a fifth of the accuracy
 */
export function createWespeakerEmbedder(
  session: Session,
  model: string,
  dims: number,
  fbankOptions: FbankOptions = fbankDefaults,
): VoiceEmbedder {
  const fbank = createFbank(fbankOptions);
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return {
    model,
    dims,
    fbank,
    async embed(features, windows, frames) {
      for (let w = 0; w < windows; w++) subtractMean(features, w * frames * fbank.bins, frames, fbank.bins);
      const size = windows * frames * fbank.bins;
      const feats = new Tensor('float32', features.subarray(0, size), [windows, frames, fbank.bins]);
      const found = await session.run({ [input]: feats });
      const vectors = found[output].data as Float32Array;
      requireNumbers(vectors, `the model ${model}`, windows * dims);
      for (let w = 0; w < windows; w++) normalize(vectors.subarray(w * dims, (w + 1) * dims));
      return vectors;
    },
  };
}

/** Subtracts from every band its mean over the frames. */
function subtractMean(features: Float32Array, offset: number, frames: number, bins: number): void {
  for (let b = 0; b < bins; b++) {
    let sum = 0;
    for (let f = 0, i = offset + b; f < frames; f++, i += bins) sum += features[i];
    const mean = sum / frames;
    for (let f = 0, i = offset + b; f < frames; f++, i += bins) features[i] -= mean;
  }
}
