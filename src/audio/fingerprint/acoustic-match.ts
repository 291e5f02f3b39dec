import type { Seconds, Span } from '../../domain/time.js';
import { wordsPerSecond } from './acoustic-fingerprint.js';
import { createOffsetVoter } from './offset-votes.js';

export const acousticMatchDefaults = {
  /**
   * Bit error rate up to which consecutive words count as the same sound: between the worst copy of
   * `bench/fingerprint.ts` (0.19) and the half that chance gives.
   */
  bitErrorRate: 0.33,
  /** Least bit error rate that is expected of a copy, however well the rest agrees. */
  copyErrorRate: 0.05,
  /** Words in common, sounding in both: 5 s. */
  words: 40,
  /**
   * Seconds of other sound anywhere in the overlap that make two recordings different. The worst copy of the bench
   * has 0.8 s; 3 s of other talk measure 3 s, give or take one.
   */
  difference: 2,
  /**
   * Words at either end of the overlap that must agree by themselves: two calls with the same music may differ by one
   * sentence after it. In 12 consecutive words, copies in the bench have at most 0.26 of the bits wrong, other
   * recordings at least 0.33.
   */
  ends: 12,
  /** Seconds at the error rate of chance after which an alignment is given up: it can no longer become a match. */
  hopeless: 6,
  /** Weight of a word of sound against a word of silence: quiet copies lose sound that is near the gate. */
  soundAgainstSilence: 0.25,
  /** Seconds of sound that one recording may have before or after the other and still be the same. */
  edge: 1.5,
} as const;

/** Two recordings in their best alignment. */
export interface AcousticComparison {
  /** Seconds by which a sound comes later in the second recording than in the first. */
  readonly offset: Seconds;
  /** Their overlap, on the clock of the second. */
  readonly common: Span;
  /** Share of differing bits where they agree best: near 0 for the same sound, near 0.5 when nothing agrees. */
  readonly bitErrorRate: number;
  /** Seconds of other sound at the worst place of the overlap; its length when nothing agrees. */
  readonly difference: Seconds;
  /** Share of differing bits in the first or the last words of the overlap, whichever is larger. */
  readonly endErrorRate: number;
  /** Seconds of sound that only the first has outside the overlap, and only the second. */
  readonly extra: readonly [first: Seconds, second: Seconds];
}

export interface AcousticMatch extends AcousticComparison {
  /** The first holds the same as the second, all of it and more, or only some of it. */
  readonly relation: 'same' | 'longer' | 'shorter';
}

export interface AcousticMatcher {
  /** The match if one recording holds all of the other; null if each has something that the other lacks. */
  match(b: Uint32Array): AcousticMatch | null;
  /** The best alignment, however bad; null if hardly anything but silence overlaps in any. */
  compare(b: Uint32Array): AcousticComparison | null;
}

/**
 * Compares one fingerprint with many, of any lengths: two recordings of an hour take some milliseconds.
 *
 * An average over the whole would call two calls the same that begin with a minute of the same music and then talk about
 * different things. So each word along the alignment votes for or against "the same sound", and the running sum is
 * watched as in Page's test for a change (E. S. Page, "Continuous Inspection Schemes", Biometrika 41, 1954): its largest
 * rise is what the two have in common, its largest fall is where they differ most, however long the rest agrees.
 */
export function createAcousticMatcher(a: Uint32Array): AcousticMatcher {
  const vote = createOffsetVoter(a);

  function align(b: Uint32Array, giveUp: Seconds): AcousticComparison | null {
    let best: Agreement | null = null;
    const voted = vote(b);
    for (const offset of new Set([voted, voted - 1, voted + 1, 0, b.length - a.length])) {
      const found = agreement(a, b, offset, giveUp);
      if (found && (!best || found.score > best.score)) best = found;
    }
    if (!best) return null;
    const { offset, start, end, bitErrorRate } = best;
    return {
      offset: offset / wordsPerSecond,
      common: { start: (start + offset) / wordsPerSecond, end: (end + offset) / wordsPerSecond },
      bitErrorRate,
      difference: largestDifference(a, b, best) / wordsPerSecond,
      endErrorRate: Math.max(endErrorRate(a, b, best, 1), endErrorRate(a, b, best, -1)),
      extra: [
        (sounding(a, 0, start) + sounding(a, end, a.length)) / wordsPerSecond,
        (sounding(b, 0, start + offset) + sounding(b, end + offset, b.length)) / wordsPerSecond,
      ],
    };
  }

  return {
    compare: (b) => align(b, Number.POSITIVE_INFINITY),
    match(b) {
      const { bitErrorRate, difference, edge, hopeless } = acousticMatchDefaults;
      const found = align(b, hopeless);
      if (!found || found.bitErrorRate > bitErrorRate || found.difference > difference) return null;
      if (found.endErrorRate > bitErrorRate) return null;
      const [first, second] = found.extra.map((extra) => extra > edge);
      if (first && second) return null;
      return { ...found, relation: first ? 'longer' : second ? 'shorter' : 'same' };
    },
  };
}

/** Two aligned fingerprints: a[i] beside b[i + offset] for start <= i < end. */
interface Agreement {
  readonly offset: number;
  readonly start: number;
  readonly end: number;
  /** Largest rise of the sum: large if much agrees. */
  readonly score: number;
  /** Over the words of that rise that are not silent in either. */
  readonly bitErrorRate: number;
}

function agreement(a: Uint32Array, b: Uint32Array, offset: number, giveUp: Seconds): Agreement | null {
  const { bitErrorRate: limit, soundAgainstSilence, words: needed } = acousticMatchDefaults;
  const start = Math.max(0, -offset);
  const end = Math.min(a.length, b.length - offset);
  const against = soundAgainstSilence * (limit - 0.5);
  const lost = giveUp * wordsPerSecond * (0.5 - limit);
  let fall = 0;
  let score = 0;
  let best = { score: 0, bits: 0, words: 0 };
  let bits = 0;
  let words = 0;
  let compared = 0;
  for (let i = start; i < end; i++) {
    const x = a[i];
    const y = b[i + offset];
    if (x === 0 && y === 0) continue;
    let change = against;
    if (x !== 0 && y !== 0) {
      const differing = popcount(x ^ y);
      change = limit - differing / 32;
      bits += differing;
      words++;
      compared++;
    }
    score += change;
    fall = Math.max(0, fall - change);
    if (fall > lost) return null;
    if (score <= 0) score = bits = words = 0;
    else if (score > best.score) best = { score, bits, words };
  }
  if (compared < needed) return null;
  const bitErrorRate = best.words < needed ? 0.5 : best.bits / (32 * best.words);
  return { offset, start, end, score: best.score, bitErrorRate };
}

/** The largest fall of the sum, as the number of words of other sound that cause it. */
function largestDifference(a: Uint32Array, b: Uint32Array, { offset, start, end, bitErrorRate }: Agreement) {
  const { copyErrorRate, soundAgainstSilence } = acousticMatchDefaults;
  const expected = (Math.max(bitErrorRate, copyErrorRate) + 0.5) / 2;
  let fall = 0;
  let largest = 0;
  for (let i = start; i < end; i++) {
    const x = a[i];
    const y = b[i + offset];
    if (x === 0 && y === 0) continue;
    fall += x === 0 || y === 0 ? soundAgainstSilence * (0.5 - expected) : popcount(x ^ y) / 32 - expected;
    if (fall < 0) fall = 0;
    else if (fall > largest) largest = fall;
  }
  // Without agreement there is nothing to measure the difference by.
  return expected >= 0.5 ? end - start : largest / (0.5 - expected);
}

/** Of the first words that are not silent in either; with step -1, of the last. */
function endErrorRate(
  a: Uint32Array,
  b: Uint32Array,
  { offset, start, end }: Agreement,
  step: 1 | -1,
): number {
  let bits = 0;
  let words = 0;
  for (
    let i = step > 0 ? start : end - 1;
    i >= start && i < end && words < acousticMatchDefaults.ends;
    i += step
  ) {
    const [x, y] = [a[i], b[i + offset]];
    if (x === 0 || y === 0) continue;
    bits += popcount(x ^ y);
    words++;
  }
  return words === 0 ? 0 : bits / (32 * words);
}

function sounding(words: Uint32Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (words[i] !== 0) count++;
  return count;
}

/** Number of ones among 32 bits (Warren, "Hacker's Delight", section 5-1). */
function popcount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
