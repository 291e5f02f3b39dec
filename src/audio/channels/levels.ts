import { type Moments, pairOf, pairsOf } from './moments.js';

export const levelDefaults = {
  /** A channel is as loud as what it reaches for this many moments: a second, so that no bang decides; */
  loudMoments: 10,
  /** of a short recording, this share of them. */
  loudShare: 0.05,
  /** But who says one word stands out from the rest for so many moments, ... */
  briefMoments: 3,
  /** ... by this many decibels. */
  briefRise: 12,
  /** It rests at the level that it falls below for this share of the moments. */
  restShare: 0.1,
  /** Decibels below its loud level down to which somebody is heard in it, ... */
  heard: 20,
  /** ... if that is this much above its rest. A channel that never rises so far holds steady noise, or nothing. */
  rise: 6,
  /** Softer than this (decibels below full scale) is nothing, whatever its rise: the rounding of float samples. */
  nothing: -130,
} as const;

/** Level that stands for digital silence. */
export const silentDb = -160;

/** The levels of one channel, or of a sum of channels, in decibels of full scale. */
export interface Levels {
  /** Moment by moment, [count]. */
  readonly db: Float32Array;
  readonly loud: number;
  readonly rest: number;
  /** Somebody, or at least something that comes and goes, is heard in it. */
  readonly lives: boolean;
  /** 1 in moments in which it is heard, [count]. */
  readonly heard: Uint8Array;
}

/** Levels of the channels added up with these weights. Pure. */
export function levelsOf(moments: Moments, weights: readonly number[]): Levels {
  const db = new Float32Array(moments.count);
  for (let m = 0; m < moments.count; m++) db[m] = toDb(weightedPower(moments, m, weights));
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
    rest,
    lives: loud > levelDefaults.nothing && loud - rest >= levelDefaults.rise,
    heard: Uint8Array.from(db, (level) => Number(level >= least)),
  };
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

/** Correlation of two channels in one moment, -1 to 1; 0 where one of them is silent. */
export function correlation(moments: Moments, moment: number, a: number, b: number): number {
  const { channels, products } = moments;
  const row = moment * pairsOf(channels);
  const scale = products[row + pairOf(a, a, channels)] * products[row + pairOf(b, b, channels)];
  return scale > 0 ? products[row + pairOf(a, b, channels)] / Math.sqrt(scale) : 0;
}

function toDb(power: number): number {
  return Math.max(silentDb, 10 * Math.log10(power));
}
