import type { PcmReader } from '../features/pcm.js';
import type { Segmenter } from './segmenter.js';

/**
 * Segments windows of a recording in order, one at a time. More of them at once are no faster and take several times the
 * memory; and an 8-bit network measures the range of its numbers over all windows that it is given, so that what it
 * hears in one would depend on which others come with it.
 *
 * @param starts the first sample of each window; what lies outside the recording is silence
 * @returns probability that each local speaker of a window speaks, [windows, frames, speakers]
 */
export async function segmentWindows(
  pcm: PcmReader,
  starts: readonly number[],
  segmenter: Segmenter,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { window, frames, speakers } = segmenter;
  const found = new Float32Array(starts.length * frames * speakers);
  const samples = new Float32Array(window);
  for (const [i, start] of starts.entries()) {
    signal?.throwIfAborted();
    pcm.read(start, samples);
    found.set(await segmenter.segment(samples, 1), i * frames * speakers);
  }
  return found;
}
