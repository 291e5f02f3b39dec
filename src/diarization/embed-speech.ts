import { sampleRate } from '../domain/recording.js';
import type { Seconds, Span } from '../domain/time.js';
import { normalize } from '../domain/vectors.js';
import { fbankHop, readFbank } from '../features/fbank.js';
import type { PcmReader } from '../features/pcm.js';
import type { VoiceEmbedder } from './voice-embedder.js';

export interface EmbedSpeechOptions {
  /** Length of a window, which is put together from what a voice says at several times. */
  readonly window: Seconds;
  /** The most windows, spread over the whole recording. */
  readonly windows: number;
}

const framesPerSecond = sampleRate / fbankHop;
const embedSpeechDefaults: EmbedSpeechOptions = { window: 4, windows: 8 };

/**
 * One embedding for a voice: the mean of those of long windows, gathered from all that it says. Long windows tell
 * voices apart better than short ones, and here it does not matter when something was said.
 * @param spans when this voice speaks, sorted and disjoint
 * @returns a unit vector, [dims]; null for less than half a second of speech
 */
export async function embedSpeech(
  pcm: PcmReader,
  spans: readonly Span[],
  embedder: VoiceEmbedder,
  options: EmbedSpeechOptions = embedSpeechDefaults,
): Promise<Float32Array | null> {
  const { fbank, dims } = embedder;
  const { bins } = fbank;
  const total = fbank.frames(pcm.samples);
  const ranges = spans
    .map((s) => ({
      from: Math.round(s.start * framesPerSecond),
      to: Math.min(total, Math.round(s.end * framesPerSecond)),
    }))
    .filter((r) => r.to > r.from);
  const available = ranges.reduce((sum, r) => sum + r.to - r.from, 0);
  const length = Math.min(available, Math.round(options.window * framesPerSecond));
  if (length < framesPerSecond / 2) return null;
  const count = Math.min(options.windows, Math.max(1, Math.floor(available / length)));

  const features = new Float32Array(count * length * bins);
  // Window k holds the frames [k * stride, k * stride + length) of all that the voice says, end to end.
  const stride = count > 1 ? (available - length) / (count - 1) : 0;
  for (let k = 0; k < count; k++) {
    let skip = Math.floor(k * stride);
    let row = k * length;
    const end = row + length;
    for (const { from, to } of ranges) {
      if (skip >= to - from) {
        skip -= to - from;
        continue;
      }
      const frames = Math.min(to - from - skip, end - row);
      readFbank(fbank, pcm, from + skip, frames, features.subarray(row * bins, (row + frames) * bins));
      skip = 0;
      row += frames;
      if (row === end) break;
    }
  }
  const vectors = await embedder.embed(features, count, length);
  const sum = new Float32Array(dims);
  for (let k = 0; k < count; k++) for (let d = 0; d < dims; d++) sum[d] += vectors[k * dims + d];
  return normalize(sum);
}
