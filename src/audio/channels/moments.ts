import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';

export const momentDefaults = {
  /** Samples of a moment: 100 ms, shorter than a syllable and its pause, longer than a period of any voice. */
  samples: sampleRate / 10,
  /** Numbers kept at most, 16 MB: all moments of 38 hours of stereo; of a longer recording every second one. */
  numbers: 1 << 22,
  /** Moments kept at least, however many channels there are. */
  least: 2048,
} as const;

/** What is known of the channels moment by moment: enough for the level of any weighted sum of them. */
export interface Moments {
  readonly channels: number;
  readonly count: number;
  /** From one moment to the next. A moment itself lasts 100 ms. */
  readonly every: Seconds;
  /** Mean products of the samples of two channels, of full scale 1, [count, pairs]; `pairOf` is their index. */
  readonly products: Float32Array;
}

/** How many pairs of channels there are, including each channel with itself. */
export const pairsOf = (channels: number): number => (channels * (channels + 1)) / 2;

/** Index of a pair of channels in the upper triangle of their matrix, row by row. */
export function pairOf(a: number, b: number, channels: number): number {
  const row = Math.min(a, b);
  return row * channels - (row * (row - 1)) / 2 + Math.abs(b - a);
}

/**
 * Collects moments from samples without offset and hum. When the memory is used up, every second moment is dropped and
 * only every second one of those to come is kept, so that they stay evenly spread over the recording.
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
        // This moment is the limit-th, and the limit is even: it stays.
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

/** Correlation of two channels in one moment, -1 to 1; 0 if one of them is silent. */
export function correlation(moments: Moments, moment: number, a: number, b: number): number {
  const { channels, products } = moments;
  const row = moment * pairsOf(channels);
  const scale = products[row + pairOf(a, a, channels)] * products[row + pairOf(b, b, channels)];
  return scale > 0 ? products[row + pairOf(a, b, channels)] / Math.sqrt(scale) : 0;
}

/** Mean square of the sum of the channels with these weights in one moment. */
export function weightedPower(moments: Moments, moment: number, weights: readonly number[]): number {
  const { channels, products } = moments;
  let at = moment * pairsOf(channels);
  let power = 0;
  for (let a = 0; a < channels; a++)
    for (let b = a; b < channels; b++, at++)
      if (weights[a] !== 0 && weights[b] !== 0)
        power += (a === b ? 1 : 2) * weights[a] * weights[b] * products[at];
  return Math.max(0, power);
}

export const levelDefaults = {
  /** A channel is as loud as what it reaches for this many moments: a second, so that no bang decides; */
  loudMoments: 10,
  /** of a short recording, this share of them. */
  loudShare: 0.05,
  /** But somebody who says one word stands out from the rest for this many moments, ... */
  briefMoments: 3,
  /** ... by this many decibels. */
  briefRise: 12,
  /** It rests at the level that it falls below for this share of the moments. */
  restShare: 0.1,
  /** Decibels below its loud level down to which somebody is heard in it, ... */
  heard: 20,
  /** ... if that is this much above its rest. A channel that never rises so far holds steady noise, or nothing. */
  rise: 6,
  /** Softer than this (decibels of full scale) is the rounding of float samples, however far it rises. */
  nothing: -130,
} as const;

/** Level that stands for digital silence. */
const silentDb = -160;

/** The levels of one channel, or of a sum of channels, in decibels of full scale. */
export interface Levels {
  /** Moment by moment, [count]. */
  readonly db: Float32Array;
  readonly loud: number;
  /** Somebody, or at least something that comes and goes, is heard in it. */
  readonly active: boolean;
  /** 1 in moments in which it is heard, [count]. */
  readonly heard: Uint8Array;
}

/** Levels of the channels added up with these weights. Pure. */
export function levelsOf(moments: Moments, weights: readonly number[]): Levels {
  const db = new Float32Array(moments.count);
  for (let m = 0; m < moments.count; m++)
    db[m] = Math.max(silentDb, 10 * Math.log10(weightedPower(moments, m, weights)));
  const sorted = Float32Array.from(db).sort();
  const { loudMoments, loudShare, restShare } = levelDefaults;
  const top = Math.max(1, Math.min(loudMoments, Math.round(loudShare * sorted.length)));
  const usual = sorted[sorted.length - top] ?? silentDb;
  const rest = sorted[Math.floor(restShare * sorted.length)] ?? silentDb;
  const brief = sorted[sorted.length - levelDefaults.briefMoments] ?? usual;
  const loud = usual - rest < levelDefaults.rise && brief - rest >= levelDefaults.briefRise ? brief : usual;
  const least = Math.max(loud - levelDefaults.heard, rest + levelDefaults.rise);
  return {
    db,
    loud,
    active: loud > levelDefaults.nothing && loud - rest >= levelDefaults.rise,
    heard: Uint8Array.from(db, (level) => Number(level >= least)),
  };
}
