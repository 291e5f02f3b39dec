import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import { createComplexFft } from '../../features/fft.js';

export const delayDefaults = {
  /** Samples that are compared at once: a second. */
  samples: sampleRate,
  /** Samples that are averaged into one, which keeps voices up to 2 kHz. */
  coarse: 4,
  /** The longest delay that is looked for: half a second, as on a wireless or a network path. */
  longest: 0.5 as Seconds,
  /** Seconds that are compared at most: each costs some milliseconds for each pair of channels. */
  seconds: 16,
  /** More channels than this are not compared: the pairs of a microphone array would take too long. */
  channels: 8,
  /** A channel softer than this (decibels of full scale) says nothing in that second, ... */
  silence: -110,
  /** ... nor does one that is this much softer than the loudest. */
  softer: 40,
} as const;

/** How similar two channels are in one second when one of them is shifted in time. */
export interface DelayedSimilarity {
  readonly a: number;
  readonly b: number;
  /** By how much `b` is later than `a`; negative if it is earlier. */
  readonly delay: Seconds;
  /** Correlation at that delay, -1 to 1: no other delay has one farther from 0. */
  readonly correlation: number;
  /** Levels of the two in that second, decibels of full scale. */
  readonly db: readonly [number, number];
}

/**
 * Finds channels that are late copies of others, from a second of sound now and then. These are spread over the
 * recording as in `createMoments`, so that memory and time are bounded.
 */
export function createDelays(channels: number): {
  /** One second: samples by channel, [channels][samples]. */
  push(planes: readonly Float32Array[]): void;
  /** All pairs in each of the seconds. */
  finish(): readonly DelayedSimilarity[];
} {
  let compared: DelayedSimilarity[][] = [];
  let stride = 2;
  let seen = 0;
  const comparable = channels > 1 && channels <= delayDefaults.channels;
  return {
    push(planes) {
      if (!comparable || seen++ % stride !== 0) return;
      if (compared.length === delayDefaults.seconds) {
        compared = compared.filter((_, i) => i % 2 === 0);
        stride *= 2;
      }
      compared.push(compareAll(planes));
    },
    finish: () => compared.flat(),
  };
}

/** Averaged samples of a second, and twice as many, so that its end does not wrap around to its beginning. */
const length = delayDefaults.samples / delayDefaults.coarse;
const size = 2 * length;
// Made when a recording with several channels first needs it: the tables take a while.
let fft: ReturnType<typeof createComplexFft> | undefined;

function compareAll(planes: readonly Float32Array[]): DelayedSimilarity[] {
  fft ??= createComplexFft(size);
  let heard: Spectrum[] = planes.flatMap((plane, channel) => {
    const re = new Float64Array(size);
    const im = new Float64Array(size);
    let power = 0;
    for (let i = 0, from = 0; i < length; i++) {
      for (const end = from + delayDefaults.coarse; from < end; from++) re[i] += plane[from];
      re[i] /= delayDefaults.coarse;
      power += re[i] * re[i];
    }
    const db = 10 * Math.log10(power / length + 1e-30);
    if (db < delayDefaults.silence) return [];
    fft!.forward(re, im);
    return [{ channel, power, db, re, im }];
  });
  const least = Math.max(...heard.map(({ db }) => db)) - delayDefaults.softer;
  heard = heard.filter(({ db }) => db >= least);
  const found: DelayedSimilarity[] = [];
  for (let b = 1; b < heard.length; b++) for (let a = 0; a < b; a++) found.push(compare(heard[a], heard[b]));
  return found;
}

interface Spectrum {
  readonly channel: number;
  readonly power: number;
  readonly db: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Cross-correlation through the spectra (the correlation theorem), each lag divided by the share of samples that overlap. */
function compare(a: Spectrum, b: Spectrum): DelayedSimilarity {
  const longest = Math.round((delayDefaults.longest * sampleRate) / delayDefaults.coarse);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  // The spectrum of the correlation is A conj(B); its transform backwards is that of the conjugate forwards.
  for (let k = 0; k < size; k++) {
    re[k] = a.re[k] * b.re[k] + a.im[k] * b.im[k];
    im[k] = a.re[k] * b.im[k] - a.im[k] * b.re[k];
  }
  fft!.forward(re, im);
  const scale = size * Math.sqrt(a.power * b.power);
  let best = 0;
  let delay = 0;
  for (let lag = -longest; lag <= longest; lag++) {
    // re[lag] sums a[i + lag] b[i]: where b is late by d, the peak lies at -d.
    const value = re[(size - lag) % size] / scale / (1 - Math.abs(lag) / length);
    if (Math.abs(value) <= Math.abs(best)) continue;
    best = value;
    delay = lag;
  }
  return {
    a: a.channel,
    b: b.channel,
    delay: (delay * delayDefaults.coarse) / sampleRate,
    correlation: Math.max(-1, Math.min(1, best)),
    db: [a.db, b.db],
  };
}
