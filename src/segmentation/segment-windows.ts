import type { PcmReader } from '../features/pcm.js';
import type { Segmenter } from './segmenter.js';

/** Windows that go through the network together; more of them are no faster, and take their memory. */
const batchWindows = 8;

/**
 * Segments windows of a recording in order, in batches.
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
  const samples = new Float32Array(Math.min(batchWindows, starts.length) * window);
  for (let from = 0; from < starts.length; from += batchWindows) {
    signal?.throwIfAborted();
    const batch = starts.slice(from, from + batchWindows);
    for (const [row, start] of batch.entries())
      pcm.read(start, samples.subarray(row * window, (row + 1) * window));
    const part = samples.subarray(0, batch.length * window);
    found.set(await segmenter.segment(part, batch.length), from * frames * speakers);
  }
  return found;
}
