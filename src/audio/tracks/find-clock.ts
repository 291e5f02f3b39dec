import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import { createLagFinder } from '../../features/find-lag.js';
import type { PcmReader } from '../../features/pcm.js';
import { wordsPerSecond } from '../fingerprint/acoustic-fingerprint.js';
import { createOffsetVoter } from '../fingerprint/offset-votes.js';
import { fitClock, type LagAt, type TrackClock } from './fit-clock.js';

const findDefaults = {
  /** Parts of what both tracks cover; in each, the lag is measured where either is nearest to whoever speaks. */
  parts: 40,
  /** Seconds of one track that are looked for in the other, and by how much they may be elsewhere than expected. */
  window: 4 as Seconds,
  reach: 2 as Seconds,
  /** A lag counts from this prominence on; by chance, one window in a thousand reaches it. */
  prominence: 5.5,
  /** A track speaks from this level on, decibels below its loud moments. */
  speaking: 15,
  /** Stands for digital silence, decibels of full scale. */
  silence: -90,
} as const;

/** A track that was decoded by itself. */
export interface OwnTrack {
  readonly pcm: PcmReader;
  /** The sub-fingerprints of its sound, as in `Fingerprint`. */
  readonly acoustic: Uint32Array;
  /** How loud it is in each second (`secondLevels`). */
  readonly levels: Float32Array;
}

/**
 * The clock of the second track against that of the first, by what both microphones hear: the acoustic fingerprints say
 * where about it is, the lags in many places how it goes exactly. Everybody must be heard in the other track at least
 * now and then, however softly.
 *
 * @returns null when nothing shows that the two have anything in common.
 */
export function findClock(first: OwnTrack, second: OwnTrack): TrackClock | null {
  const voted = createOffsetVoter(first.acoustic)(second.acoustic) / wordsPerSecond;
  // Most devices are started together: where the fingerprints are wrong, that is the next guess.
  for (const ahead of new Set([voted, 0])) {
    const clock = fitClock(measureLags(first, second, ahead));
    if (clock) return clock;
  }
  return null;
}

/** @param ahead seconds by which the second clock is ahead, about. */
function measureLags(first: OwnTrack, second: OwnTrack, ahead: Seconds): LagAt[] {
  const { parts, prominence, window, reach } = findDefaults;
  const find = createLagFinder(first.pcm, second.pcm, { window, reach });
  const start = Math.max(0, Math.ceil(-ahead));
  const end = Math.floor(Math.min(first.levels.length, second.levels.length - ahead)) - window;
  const length = Math.max(window, (end - start) / parts);
  const lags: LagAt[] = [];
  for (let from = start; from < end; from += length)
    for (const nearer of ['first', 'second'] as const) {
      const at = nearestSpeech(first, second, ahead, nearer, Math.floor(from), Math.min(end, from + length));
      if (at === null) continue;
      const found = find(at, at + ahead);
      if (found && found.prominence >= prominence) lags.push({ at, lag: ahead + found.lag, nearer });
    }
  return lags;
}

/** The second from which on one of two tracks is loud and the other is least so; null if it is never loud. */
function nearestSpeech(
  first: OwnTrack,
  second: OwnTrack,
  ahead: Seconds,
  nearer: LagAt['nearer'],
  from: number,
  to: number,
): number | null {
  let best: number | null = null;
  let lead = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const [a, b] = [meanLevel(first.levels, at), meanLevel(second.levels, at + Math.round(ahead))];
    const [own, other] = nearer === 'first' ? [a, b] : [b, a];
    if (own < -findDefaults.speaking || own - other <= lead) continue;
    lead = own - other;
    best = at;
  }
  return best;
}

function meanLevel(levels: Float32Array, from: number): number {
  const { window } = findDefaults;
  let sum = 0;
  for (let s = from; s < from + window; s++) sum += levels[s] ?? findDefaults.silence;
  return sum / window;
}

/** How loud each second is, decibels below the loud ones (which one in ten exceeds). Reads the track once. */
export function secondLevels(pcm: PcmReader): Float32Array {
  const block = new Float32Array(sampleRate);
  const levels = new Float32Array(Math.ceil(pcm.samples / sampleRate));
  for (let s = 0; s < levels.length; s++) {
    pcm.read(s * sampleRate, block);
    let power = 0;
    for (let i = 0; i < block.length; i++) power += block[i] * block[i];
    levels[s] = Math.max(findDefaults.silence, 10 * Math.log10(power / block.length));
  }
  const sorted = levels.slice().sort();
  const loud = sorted[Math.floor(0.9 * sorted.length)] ?? 0;
  return levels.map((level) => level - loud);
}
