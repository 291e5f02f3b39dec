import { readFbank } from '../features/fbank.js';
import type { PcmReader } from '../features/pcm.js';
import type { FrameRange } from './cut-pieces.js';
import type { VoiceEmbedder } from './voice-embedder.js';

/** Frames of features that a piece is embedded from, on the recording's grid of one per 10 ms: sorted and disjoint. */
export type PieceFrames = readonly FrameRange[];

export interface EmbedPiecesOptions {
  readonly signal?: AbortSignal;
  /** Called with the share of the pieces that are done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Pieces that go through the network together: the tensors of more are so large that each run would ask for their memory
 * anew. They have to be of one length, ...
 */
const batchPieces = 8;
/** ... so that longer ones lose up to this many frames of features at their end. */
const lengthStep = 10;
/** Frames of features of the longest embedding: more of a voice says little more about it. */
const longest = 800;

/**
 * Embeds each piece once, from its frames put end to end. Memory holds one batch of features.
 * @param pieces each with at least one frame
 * @returns unit vectors, [pieces, dims]
 */
export async function embedPieces(
  pcm: PcmReader,
  pieces: readonly PieceFrames[],
  embedder: VoiceEmbedder,
  { signal, onProgress }: EmbedPiecesOptions = {},
): Promise<Float32Array> {
  const { dims, fbank } = embedder;
  const vectors = new Float32Array(pieces.length * dims);
  const byLength = new Map<number, number[]>();
  for (const [p, ranges] of pieces.entries()) {
    const all = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    const frames = Math.min(longest, all <= lengthStep ? all : all - (all % lengthStep));
    const same = byLength.get(frames);
    if (same) same.push(p);
    else byLength.set(frames, [p]);
  }
  let done = 0;
  for (const [frames, members] of byLength)
    for (let b = 0; b < members.length; b += batchPieces) {
      signal?.throwIfAborted();
      const batch = members.slice(b, b + batchPieces);
      const features = new Float32Array(batch.length * frames * fbank.bins);
      batch.forEach((p, row) => {
        const own = features.subarray(row * frames * fbank.bins, (row + 1) * frames * fbank.bins);
        let at = 0;
        for (const { from, to } of pieces[p]) {
          const count = Math.min(to - from, frames - at);
          readFbank(fbank, pcm, from, count, own.subarray(at * fbank.bins));
          at += count;
        }
      });
      const found = await embedder.embed(features, batch.length, frames);
      batch.forEach((p, row) => {
        vectors.set(found.subarray(row * dims, (row + 1) * dims), p * dims);
      });
      done += batch.length;
      onProgress?.(done / pieces.length);
    }
  return vectors;
}
