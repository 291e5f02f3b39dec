import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';

export const momentDefaults = {
  /** Samples of a moment: 100 ms, shorter than a syllable and its pause, longer than a period of any voice. */
  samples: sampleRate / 10,
  /** Numbers that are kept at the most: 16 MB. A stereo recording of 38 hours is kept whole, of a longer one each second moment. */
  numbers: 1 << 22,
  /** Moments that are kept at the least, however many channels there are. */
  least: 2048,
} as const;

/** How the channels of a recording lie to each other, moment by moment. */
export interface Moments {
  readonly channels: number;
  readonly count: number;
  /** From one moment to the next. A moment itself lasts 100 ms. */
  readonly every: Seconds;
  /** Mean products of the samples of two channels, of full scale 1, [count, pairs]; `pairOf` says where. */
  readonly products: Float32Array;
}

/** How many pairs of channels there are, each channel with itself among them. */
export const pairsOf = (channels: number): number => (channels * (channels + 1)) / 2;

/** Where the pair of two channels stands in the upper triangle of their matrix, row by row. */
export function pairOf(a: number, b: number, channels: number): number {
  const row = Math.min(a, b);
  return row * channels - (row * (row - 1)) / 2 + Math.abs(b - a);
}

/**
 * Collects moments from samples without offset and hum. Memory is bounded: when it is used up, each second moment is
 * forgotten and twice as many are passed over from then on, so that those that remain lie evenly over the recording.
 */
export function createMoments(channels: number): {
  /** One moment: samples by channel, [channels][length]. */
  push(planes: readonly Float32Array[], length: number): void;
  finish(): Moments;
} {
  const pairs = pairsOf(channels);
  const limit = 2 * Math.ceil(Math.max(momentDefaults.least, momentDefaults.numbers / pairs) / 2);
  let products = new Float32Array(pairs * 1024);
  let count = 0;
  let stride = 1;
  let seen = 0;
  return {
    push(planes, length) {
      if (seen++ % stride !== 0) return;
      if (count === limit) {
        for (let m = 1; m < count / 2; m++)
          products.copyWithin(m * pairs, 2 * m * pairs, (2 * m + 1) * pairs);
        count /= 2;
        stride *= 2;
        // The moment at hand is the limit-th, and the limit is even: it stays.
      }
      if ((count + 1) * pairs > products.length) {
        const larger = new Float32Array(2 * products.length);
        larger.set(products);
        products = larger;
      }
      let at = count * pairs;
      for (let a = 0; a < channels; a++)
        for (let b = a; b < channels; b++) products[at++] = meanProduct(planes[a], planes[b], length);
      count++;
    },
    finish: () => ({
      channels,
      count,
      every: (stride * momentDefaults.samples) / sampleRate,
      products: products.subarray(0, count * pairs),
    }),
  };
}

function meanProduct(a: Float32Array, b: Float32Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i] * b[i];
  return sum / length;
}
