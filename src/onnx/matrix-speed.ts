import { openGraph, Tensor } from './session.js';

/**
 * An ONNX model of one node: y = MatMul(a, b), with inputs a f32 [m, k] and b f32 [k, n].
 */
const product =
  'CAgSBnNjcmliZTppChkKAWEKAWISAXkaBm5vZGVfMCIGTWF0TXVsEgdwcm9kdWN0WhUKAWESEAoOCAESCgoDEgFtCgMSAWtaFQoBYhIQCg4IARIKCgMSAWsKAxIBbmIVCgF5EhAKDggBEgoKAxIBbQoDEgFuQgIQEUIRCg1jb20ubWljcm9zb2Z0EAE=';

export const matrixSpeedDefaults = {
  /** The widest product of Parakeet's encoder: 30 s of audio, width 1024, 4096 inside the feed-forward layers. */
  frames: 375,
  width: 1024,
  inner: 4096,
  /** The fastest run counts: slower ones were disturbed. */
  runs: 5,
} as const;

/**
 * Measures how fast this machine multiplies float32 matrices of an encoder's size.
 * @param clock milliseconds
 * @returns 10^9 operations a second
 */
export async function measureMatrixSpeed(threads: number, clock: () => number): Promise<number> {
  const { frames, width, inner, runs } = matrixSpeedDefaults;
  const session = await openGraph(Buffer.from(product, 'base64'), { threads });
  const feeds = {
    a: new Tensor('float32', new Float32Array(frames * width).fill(0.5), [frames, width]),
    b: new Tensor('float32', new Float32Array(width * inner).fill(0.25), [width, inner]),
  };
  try {
    await session.run(feeds);
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs; run++) {
      const startedAt = clock();
      await session.run(feeds);
      best = Math.min(best, clock() - startedAt);
    }
    return (2 * frames * width * inner) / (best / 1000) / 1e9;
  } finally {
    await session.release();
  }
}
