import { bandCount, createBandEnergies, setsPerSecond } from './band-energies.js';

/** Sub-fingerprints per second of audio: a recording of four hours has 115,200 of them, 460 KB. */
export const wordsPerSecond = setsPerSecond;

export const acousticFingerprintDefaults = {
  /** Sets of energies (125 ms) between the two that a bit compares: 16 bits for 0.5 s, 16 bits for 1.125 s. */
  lags: [4, 9],
  /** dB below the loud parts of the recording (the 95th percentile): what is quieter says nothing. */
  silence: 45,
  /** dB of full scale: below it is the rounding of the samples. */
  floor: -90,
  /** Share of the energy that changes over the lags: a steady tone says nothing either. */
  change: 0.02,
} as const;

/** Levels are kept in half decibels above this, in dB of full scale, until the loud parts are known. */
const lowestLevel = -120;

export interface AcousticFingerprinter {
  /** Samples at 16 kHz, in pieces of any length. */
  push(pcm: Int16Array): void;
  /** One word per 125 ms; 0 where there is nothing to compare. Empty for less than 2 s of audio. Call once. */
  finish(): Uint32Array;
}

/**
 * Acoustic fingerprint of a stream, after J. Haitsma and T. Kalker, "A Highly Robust Audio Fingerprinting System"
 * (ISMIR 2002): a bit says whether the difference of two neighbouring bands grew or shrank over time, which
 * survives encoding, equalization and any gain. Unlike theirs, a word has 16 band differences over two lags instead
 * of 32 over one (bands stay wide enough for speech codecs), comes 8 times a second instead of 86 (meetings are
 * long, and energies are smoothed to match), and is 0 where the recording is silent or steady.
 */
export function createAcousticFingerprinter(): AcousticFingerprinter {
  const { lags } = acousticFingerprintDefaults;
  const depth = Math.max(...lags) + 1;
  const differences = bandCount - 1;
  const ring = new Float64Array(depth * differences); // [sets, differences], set s at s % depth
  let words = new Uint32Array(1024);
  let levels = new Uint8Array(1024);
  let sets = 0;
  let count = 0;

  const push = createBandEnergies((energies) => {
    const now = (sets % depth) * differences;
    let total = energies[differences];
    for (let d = 0; d < differences; d++) {
      ring[now + d] = energies[d] - energies[d + 1];
      total += energies[d];
    }
    sets++;
    if (sets < depth) return;
    let word = 0;
    let bit = 1;
    let change = 0;
    for (const lag of lags) {
      const before = ((sets - 1 - lag) % depth) * differences;
      for (let d = 0; d < differences; d++) {
        const delta = ring[now + d] - ring[before + d];
        if (delta > 0) word |= bit;
        change += Math.abs(delta);
        bit <<= 1;
      }
    }
    if (count === words.length) {
      words = grown(words, new Uint32Array(2 * count));
      levels = grown(levels, new Uint8Array(2 * count));
    }
    const steady = change < acousticFingerprintDefaults.change * total;
    words[count] = word === 0 ? 1 : word;
    levels[count] = steady ? 0 : levelOf(total);
    count++;
  });

  return {
    push,
    finish() {
      const loud = percentile(levels.subarray(0, count), 0.95);
      const { silence, floor } = acousticFingerprintDefaults;
      const gate = Math.max(loud - 2 * silence, 2 * (floor - lowestLevel));
      const out = words.slice(0, count);
      for (let i = 0; i < count; i++) if (levels[i] < gate) out[i] = 0;
      return out;
    },
  };
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Half decibels above `lowestLevel`, in a byte. */
function levelOf(energy: number): number {
  const level = 2 * (10 * Math.log10(energy + 1e-20) - lowestLevel);
  return Math.min(255, Math.max(0, Math.round(level)));
}

function percentile(values: Uint8Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]++;
  let left = share * values.length;
  let value = 0;
  while (value < 255 && left >= counts[value]) left -= counts[value++];
  return value;
}

/** How two recordings compare where they fit together best. */
export interface AcousticMatch {
  /** Share of differing bits: near 0 for the same sound, near 0.5 for different ones. */
  readonly bitErrorRate: number;
  /** Seconds by which a sound comes later in the second recording than in the first. */
  readonly offset: number;
  /** Share of the longer recording that the two have in common. */
  readonly overlap: number;
}

export const acousticMatchDefaults = {
  /**
   * Bit error rate up to which two recordings are the same: halfway between the worst copy (0.21) and the closest
   * stranger (0.45) of `bench/fingerprint.ts`.
   */
  bitErrorRate: 0.33,
  /** Share of the longer recording that must be in the other: a clip of a meeting is not the meeting. */
  overlap: 0.75,
  /** Words that were compared: 5 s of sound. */
  words: 40,
} as const;

/** The match when two recordings are the same sound from (nearly) beginning to end; else null. */
export function matchAcoustic(a: Uint32Array, b: Uint32Array): AcousticMatch | null {
  return createAcousticMatcher(a).match(b);
}

export interface AcousticMatcher {
  /** As `matchAcoustic(a, b)`. */
  match(b: Uint32Array): AcousticMatch | null;
  /** The best alignment, however bad; null when the lengths rule out a match, or hardly anything but silence overlaps. */
  compare(b: Uint32Array): AcousticMatch | null;
}

/** At most so many pairs of equal halves are looked at per comparison; a recording in a loop has far more. */
const pairsLimit = 1 << 21;

/**
 * Compares one fingerprint with many: two recordings of an hour take some milliseconds, two of different length none.
 *
 * The best alignment is found as by Haitsma and Kalker, through sub-fingerprints that are equal, but with halves of
 * words, which stay whole more often: equal halves vote for an alignment (by chance one pair in 65,536 does; where
 * 20 % of the bits are wrong, one true pair in 36). The bits are counted at the winner, and where the beginnings or
 * the ends meet.
 */
export function createAcousticMatcher(a: Uint32Array): AcousticMatcher {
  let indexes: readonly HalfIndex[] | undefined;

  function compare(b: Uint32Array): AcousticMatch | null {
    const longer = Math.max(a.length, b.length);
    const needed = Math.ceil(acousticMatchDefaults.overlap * longer);
    if (a.length < needed || b.length < needed || needed === 0) return null;
    indexes ??= [indexHalves(a, 0), indexHalves(a, 16)];
    // Offsets are positions in b minus positions in a.
    const first = needed - a.length;
    const last = b.length - needed;
    const voted = mostVoted(indexes, b, first, last);
    let best: AcousticMatch | null = null;
    for (const offset of new Set([voted, voted - 1, voted + 1, 0, b.length - a.length])) {
      if (offset < first || offset > last) continue;
      const bitErrorRate = differingBits(a, b, offset);
      if (bitErrorRate === undefined || (best && best.bitErrorRate <= bitErrorRate)) continue;
      const common = Math.min(a.length, b.length - offset) - Math.max(0, -offset);
      best = { bitErrorRate, offset: offset / wordsPerSecond, overlap: common / longer };
    }
    return best;
  }

  return {
    compare,
    match(b) {
      const best = compare(b);
      return best && best.bitErrorRate <= acousticMatchDefaults.bitErrorRate ? best : null;
    },
  };
}

/** Where each value of one half of the words occurs: value v at positions[starts[v]] .. positions[starts[v + 1] - 1]. */
interface HalfIndex {
  readonly shift: 0 | 16;
  readonly starts: Uint32Array;
  readonly positions: Uint32Array;
}

function indexHalves(words: Uint32Array, shift: 0 | 16): HalfIndex {
  const values = 1 << 16;
  const starts = new Uint32Array(values + 1);
  for (const word of words) if (word !== 0) starts[((word >>> shift) & 0xffff) + 1]++;
  for (let v = 0; v < values; v++) starts[v + 1] += starts[v];
  const positions = new Uint32Array(starts[values]);
  const next = starts.slice(0, values);
  for (let i = 0; i < words.length; i++)
    if (words[i] !== 0) positions[next[(words[i] >>> shift) & 0xffff]++] = i;
  return { shift, starts, positions };
}

function mostVoted(indexes: readonly HalfIndex[], b: Uint32Array, first: number, last: number): number {
  const votes = new Uint32Array(last - first + 1);
  for (const { shift, starts, positions } of indexes) {
    let pairs = 0;
    for (const word of b) {
      const value = (word >>> shift) & 0xffff;
      pairs += starts[value + 1] - starts[value];
    }
    const stride = Math.max(1, Math.ceil(pairs / pairsLimit));
    for (let j = 0; j < b.length; j += stride) {
      if (b[j] === 0) continue;
      const value = (b[j] >>> shift) & 0xffff;
      for (let p = starts[value]; p < starts[value + 1]; p++) {
        const offset = j - positions[p];
        if (offset >= first && offset <= last) votes[offset - first]++;
      }
    }
  }
  let winner = 0;
  for (let o = 1; o < votes.length; o++) if (votes[o] > votes[winner]) winner = o;
  return first + winner;
}

/** Sound against silence is as wrong as sound against other sound; silence against silence says nothing. */
function differingBits(a: Uint32Array, b: Uint32Array, offset: number): number | undefined {
  const end = Math.min(a.length, b.length - offset);
  let bits = 0;
  let words = 0;
  for (let i = Math.max(0, -offset); i < end; i++) {
    const x = a[i];
    const y = b[i + offset];
    if (x === 0 && y === 0) continue;
    words++;
    bits += x === 0 || y === 0 ? 16 : popcount(x ^ y);
  }
  return words < acousticMatchDefaults.words ? undefined : bits / (32 * words);
}

/** Number of ones among 32 bits (Warren, "Hacker's Delight", section 5-1). */
function popcount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
