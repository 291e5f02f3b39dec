import { describe, expect, it } from 'vitest';
import { embedPieces } from '../../src/diarization/embed-pieces.js';
import { fakeEmbedder, noise } from './fake-embedder.js';

const range = (from: number, to: number) => [{ from, to }];

describe('embedPieces', () => {
  it('gives every piece its own embedding, whatever it shares a batch with', async () => {
    const pieces = [range(0, 150), range(75, 229), range(100, 180), range(300, 450), range(20, 27)];
    const calls: { windows: number; frames: number }[] = [];
    const all = await embedPieces(noise, pieces, fakeEmbedder(calls));
    // 154 frames are cut to 150, and 7 stay 7.
    expect(calls.map((c) => [c.windows, c.frames])).toEqual([
      [3, 150],
      [1, 80],
      [1, 7],
    ]);
    for (const [i, piece] of pieces.entries()) {
      const alone = await embedPieces(noise, [piece], fakeEmbedder());
      expect([...all.subarray(i * 3, i * 3 + 3)]).toEqual([...alone]);
    }
  });

  it('puts the ranges of a piece end to end', async () => {
    const both = [
      { from: 10, to: 40 },
      { from: 200, to: 250 },
    ];
    const [divided] = [await embedPieces(noise, [both], fakeEmbedder())];
    const parts = await embedPieces(noise, [range(10, 40), range(200, 250)], fakeEmbedder());
    // The fake embedding's direction is that of the mean features: 30 frames of the one and 50 of the other.
    const ratio = (v: Float32Array, row: number) => v[row * 3] / v[row * 3 + 2];
    expect(ratio(divided, 0)).toBeCloseTo((30 * ratio(parts, 0) + 50 * ratio(parts, 1)) / 80, 4);
  });

  it('takes no more than eight seconds of a piece, and nothing of no pieces', async () => {
    const calls: { windows: number; frames: number }[] = [];
    const long = [range(0, 300), range(0, 300), range(0, 300)].flat();
    const shares: number[] = [];
    await embedPieces(noise, [long, range(0, 100)], fakeEmbedder(calls), {
      onProgress: (share) => shares.push(share),
    });
    expect(calls.map((c) => c.frames)).toEqual([800, 100]);
    expect(shares).toEqual([0.5, 1]);
    expect(await embedPieces(noise, [], fakeEmbedder())).toEqual(new Float32Array(0));
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(embedPieces(noise, [range(0, 100)], fakeEmbedder(), { signal })).rejects.toThrow();
  });
});
