import { correlation, type Levels, weightedPower } from './moments.js';
import type { Relation } from './relate.js';
import type { ChannelSurvey } from './survey.js';

const sumDefaults = {
  /** The plain mix stands, unless another choice that loses no more is this much louder, in decibels on average. */
  margin: 1,
  /** Among the others the first stands, unless a later one is this much louder. */
  smallMargin: 0.3,
} as const;

const lossDefaults = {
  /** Decibels below the loudest channel from which somebody is lost in a sum. */
  lost: 10,
  /** Losses of a moment count up to this many decibels. */
  deepest: 20,
  /** Sums whose losses differ by fewer moments than this, ... */
  moments: 4,
  /** ... or by a smaller share of the moments that are heard, are equally good. */
  share: 0.002,
} as const;

/** Channels that become one track, and the factors with which they are added up. */
export interface Track {
  /** The channels in it, from 0, in order. */
  readonly members: readonly number[];
  /** Factor by channel of the recording; 0 if it is not in the track, below 0 if it is inverted. */
  readonly weights: readonly number[];
}

/** Why a channel does not go into the mix as it is. */
export type ChannelFinding =
  | { readonly kind: 'silent' | 'steady' | 'negligible' | 'inverted' | 'unneeded'; readonly channel: number }
  | {
      readonly kind: 'late';
      readonly channel: number;
      readonly of: number;
      readonly delay: number;
    };

/**
 * The sum of channels that hear the same people in which the fewest of them are lost. Candidates are, in this order:
 * all of them, those of one polarity, each alone, all with some inverted, and those that are not late copies. Pure.
 */
export function chooseSum(
  survey: ChannelSurvey,
  levels: readonly Levels[],
  members: readonly number[],
  relation: (a: number, b: number) => Relation,
): { track: Track; lost: number; findings: ChannelFinding[] } {
  const { channels, moments } = survey;
  const sum = Array.from({ length: channels }, (_, c) => Number(members.includes(c)));
  const late = members.filter((c) => members.some((other) => other !== c && relation(other, c).late));
  const opposite = members.some((a) => members.some((b) => a !== b && relation(a, b).opposite));
  const candidates: { weights: readonly number[]; loss: Loss }[] = [];
  const offer = (weights: readonly number[]) =>
    candidates.push({ weights, loss: lossOf(survey, levels, members, weights) });
  offer(sum);
  // A channel and its late copy blur each other whatever their signs.
  const signs = opposite && late.length === 0 ? signsOf(survey, levels, members) : sum;
  const inverted = signs.some((sign) => sign < 0);
  if (inverted) offer(signs.map((sign) => Math.max(0, sign)));
  if (members.length > 1) for (const c of members) offer(unit(channels, c));
  if (inverted) offer(signs);
  if (late.length > 0 && late.length < members.length)
    offer(sum.map((weight, c) => (late.includes(c) ? 0 : weight)));
  const [plain, ...others] = candidates;
  const best = others.reduce(
    (a, b) => (isBetter(b.loss, a.loss, sumDefaults.smallMargin) ? b : a),
    others[0] ?? plain,
  );
  const enough =
    late.length === 0 &&
    !isBetter(best.loss, plain.loss, sumDefaults.margin) &&
    !(opposite && !isBetter(plain.loss, best.loss, sumDefaults.margin));
  const { weights, loss: own } = enough ? plain : best;
  const count = weights.filter((weight) => weight !== 0).length;
  const findings = members.flatMap((channel): ChannelFinding[] => {
    if (weights[channel] > 0) return [];
    if (weights[channel] < 0) return [{ kind: 'inverted', channel }];
    for (const of of members) {
      const copy = weights[of] === 0 ? null : relation(of, channel).late;
      if (copy) return [{ kind: 'late', channel, of, delay: of < channel ? copy.delay : -copy.delay }];
    }
    const both = sum.map((_, c) => Number(c === channel || weights[c] !== 0));
    const cancels =
      isBetter(own, lossOf(survey, levels, members, both), sumDefaults.margin) ||
      members.some((other) => weights[other] > 0 && relation(other, channel).opposite);
    return [{ kind: cancels ? 'inverted' : 'unneeded', channel }];
  });
  return {
    track: {
      members: members.filter((c) => weights[c] !== 0),
      weights: weights.map((weight) => weight / count),
    },
    lost: moments.count > 0 ? own.lost / Math.max(1, own.heard) : 0,
    findings,
  };
}

/** For each member its polarity against the loudest one, most of the time: 1, or -1 if it is inverted. */
function signsOf(survey: ChannelSurvey, levels: readonly Levels[], members: readonly number[]): number[] {
  const { channels, moments } = survey;
  const first = members.reduce((a, b) => (levels[b].loud > levels[a].loud + sumDefaults.margin ? b : a));
  return Array.from({ length: channels }, (_, c) => {
    if (!members.includes(c)) return 0;
    if (c === first) return 1;
    let sign = 0;
    for (let m = 0; m < moments.count; m++)
      if (levels[first].heard[m]) sign += Math.sign(correlation(moments, m, first, c));
    return sign < 0 ? -1 : 1;
  });
}

/** What a sum of channels loses of what is heard in any of them. */
interface Loss {
  /** Moments in which the sum is much softer than the loudest channel. */
  readonly lost: number;
  /** Decibels that it is softer on average. */
  readonly mean: number;
  /** Moments in which anything is heard. */
  readonly heard: number;
}

function lossOf(
  survey: ChannelSurvey,
  levels: readonly Levels[],
  members: readonly number[],
  weights: readonly number[],
): Loss {
  const { lost: limit, deepest } = lossDefaults;
  let heard = 0;
  let lost = 0;
  let sum = 0;
  for (let m = 0; m < survey.moments.count; m++) {
    let loudest = Number.NEGATIVE_INFINITY;
    for (const c of members) if (levels[c].heard[m]) loudest = Math.max(loudest, levels[c].db[m]);
    if (loudest === Number.NEGATIVE_INFINITY) continue;
    heard++;
    const power = weightedPower(survey.moments, m, weights);
    const softer = Math.max(0, Math.min(deepest, loudest - 10 * Math.log10(power + 1e-30)));
    sum += softer;
    if (softer >= limit) lost++;
  }
  return { lost, heard, mean: heard > 0 ? sum / heard : 0 };
}

/** Whether fewer people are lost in `a`, or as many and it is louder by more than `margin` decibels. */
function isBetter(a: Loss, b: Loss, margin: number): boolean {
  const saved = b.lost - a.lost;
  if (Math.abs(saved) >= Math.max(lossDefaults.moments, lossDefaults.share * a.heard)) return saved > 0;
  return a.mean < b.mean - margin;
}

/** The weights of one channel alone. */
export function unit(channels: number, channel: number): number[] {
  return Array.from({ length: channels }, (_, c) => Number(c === channel));
}
