import { sampleRate } from '../../domain/recording.js';
import type { Seconds } from '../../domain/time.js';
import { type DelayedSimilarity, delayDefaults } from './delays.js';
import { correlation, type Levels } from './moments.js';
import type { ChannelSurvey } from './survey.js';

const relationDefaults = {
  /** Decibels between two channels, each against its own loud level, up to which both hear somebody equally, ... */
  alike: 9,
  /** ... and from which one hears somebody alone. */
  alone: 12,
  /** Absolute correlation from which two channels hold the same sound. */
  same: 0.7,
  /** Share of the moments with the same sound at similar levels from which two channels hear the same people. */
  shared: 0.15,
  /** Share of them from which they hold nothing else, ... */
  always: 0.9,
  /** ... and from which their polarity is opposite: that of distant microphones is now and then. */
  opposite: 0.2,
  /** Correlation of their levels over time from which they are in one room, whose microphones rise and fall together. */
  together: 0.3,
  /** A channel has something of its own from this many moments alone. */
  ownMoments: 3,
  /** Decibels below the loud level from which all levels count the same: pauses. */
  depth: 40,
  /** Absolute correlation at some delay from which one channel is a late copy of the other, ... */
  copied: 0.6,
  /** ... in at least this share of the seconds in which both are heard. */
  copiedShare: 0.6,
} as const;

/** What two channels are to each other. */
export interface Relation {
  /** Each holds other people, or other sound: neither can stand for the other. */
  readonly apart: boolean;
  /** Both hold the same sound at the same time, of either polarity, nearly always. */
  readonly same: boolean;
  /** Their polarity is opposite for a good share of the time. */
  readonly opposite: boolean;
  /** One is a copy of the other that comes later than by the width of a sample or two. */
  readonly late: DelayedSimilarity | null;
}

/** Compares two active channels. Pure. */
export function relateChannels(
  survey: ChannelSurvey,
  levels: readonly Levels[],
  a: number,
  b: number,
): Relation {
  const options = relationDefaults;
  const late = findDelay(survey.delays, levels, Math.min(a, b), Math.max(a, b));
  const one = levels[a];
  const other = levels[b];
  let either = 0;
  let shared = 0;
  let opposite = 0;
  let alone = 0;
  const sums = { a: 0, b: 0, aa: 0, bb: 0, ab: 0 };
  for (let m = 0; m < survey.moments.count; m++) {
    if (!one.heard[m] && !other.heard[m]) continue;
    either++;
    const x = Math.max(-options.depth, one.db[m] - one.loud);
    const y = Math.max(-options.depth, other.db[m] - other.loud);
    const correlated = correlation(survey.moments, m, a, b);
    if (Math.abs(correlated) >= options.same && Math.abs(x - y) < options.alike) shared++;
    if (correlated <= -options.same) opposite++;
    if (Math.abs(x - y) >= options.alone) alone++;
    sums.a += x;
    sums.b += y;
    sums.aa += x * x;
    sums.bb += y * y;
    sums.ab += x * y;
  }
  const spread = (either * sums.aa - sums.a ** 2) * (either * sums.bb - sums.b ** 2);
  const together = spread > 0 ? (either * sums.ab - sums.a * sums.b) / Math.sqrt(spread) : 1;
  return {
    apart:
      !late && alone >= options.ownMoments && shared < options.shared * either && together < options.together,
    same: shared > options.always * either,
    opposite: opposite > options.opposite * either,
    late,
  };
}

/**
 * The delay that most seconds agree on, if one channel is a late copy of the other. If one of them is much softer than
 * its own voices, it is only an echo in a channel that has voices of its own.
 */
function findDelay(
  delays: readonly DelayedSimilarity[],
  levels: readonly Levels[],
  a: number,
  b: number,
): DelayedSimilarity | null {
  const { alike, copied, copiedShare } = relationDefaults;
  const own = delays.filter((found) => found.a === a && found.b === b);
  const copies = own.filter(
    ({ correlation, db }) =>
      Math.abs(correlation) >= copied && Math.abs(db[0] - levels[a].loud - (db[1] - levels[b].loud)) < alike,
  );
  const middle = [...copies].sort((x, y) => x.delay - y.delay)[copies.length >> 1];
  if (!middle || Math.abs(middle.delay) <= nearly) return null;
  const agreed = copies.filter((found) => Math.abs(found.delay - middle.delay) <= nearly);
  return agreed.length >= copiedShare * own.length ? middle : null;
}

/** The resolution of delays; mixing channels that are no further apart dulls only the highest sounds. */
const nearly: Seconds = delayDefaults.coarse / sampleRate;
