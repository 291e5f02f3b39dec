import { describe, expect, it } from 'vitest';
import { segmentWindows } from '../../src/segmentation/segment-windows.js';
import type { Segmenter } from '../../src/segmentation/segmenter.js';
import { memoryPcm } from '../asr/memory-pcm.js';

/** Windows of four samples with two frames, whose "probabilities" are the samples at their starts and middles. */
function tinySegmenter(batches: number[]): Segmenter {
  return {
    ...{ model: 'tiny', window: 4, frames: 2, firstFrame: 0, hop: 2, speakers: 1 },
    async segment(samples, windows) {
      batches.push(windows);
      expect(samples).toHaveLength(windows * 4);
      return samples.filter((_, i) => i % 2 === 0);
    },
  };
}

describe('segmentWindows', () => {
  it('goes through a recording window by window, and hears silence outside of it', async () => {
    const pcm = memoryPcm(Float32Array.from({ length: 40 }, (_, i) => i + 1));
    const starts = [-2, ...Array.from({ length: 9 }, (_, i) => i * 4), 38];
    const batches: number[] = [];
    const found = await segmentWindows(pcm, starts, tinySegmenter(batches));
    expect(batches).toEqual(Array(11).fill(1));
    expect([...found.subarray(0, 6)]).toEqual([0, 1, 1, 3, 5, 7]);
    expect([...found.subarray(-4)]).toEqual([33, 35, 39, 0]);
  });

  it('gives nothing for no windows, and stops when it is told to', async () => {
    const pcm = memoryPcm(new Float32Array(4));
    expect(await segmentWindows(pcm, [], tinySegmenter([]))).toHaveLength(0);
    await expect(segmentWindows(pcm, [0], tinySegmenter([]), AbortSignal.abort())).rejects.toThrow();
  });
});
