import { correlation, type Levels } from './levels.js';
import { isBetter, type Loss, lossOf } from './loss.js';
import type { Relation } from './relate.js';
import type { ChannelSurvey } from './survey.js';

export const sumDefaults = {
  /** The plain mix stands, unless another choice that loses no more is this much better, in decibels on average. */
  worth: 1,
  /** Of the others the first stands, but for this many decibels. */
  hair: 0.3,
} as const;

/** Channels that become one track, and the factors with which they are added up. */
export interface Track {
  /** The channels in it, from 0, in order. */
  readonly members: readonly number[];
  /** Factor by channel of the recording; 0 for those that are left out, below 0 for those that are turned over. */
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

/** One track of channels that hear the same people. */
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
  // Where a copy comes late, no sum of the two is clean.
  const signs = opposite && late.length === 0 ? signsOf(survey, levels, members) : sum;
  const turned = signs.some((sign) => sign < 0);
  if (turned) offer(signs.map((sign) => Math.max(0, sign)));
  if (members.length > 1) for (const c of members) offer(unit(channels, c));
  if (turned) offer(signs);
  if (late.length > 0 && late.length < members.length)
    offer(sum.map((weight, c) => (late.includes(c) ? 0 : weight)));
  const [plain, ...others] = candidates;
  const best = others.reduce(
    (a, b) => (isBetter(b.loss, a.loss, sumDefaults.hair) ? b : a),
    others[0] ?? plain,
  );
  const enough =
    late.length === 0 &&
    !isBetter(best.loss, plain.loss, sumDefaults.worth) &&
    !(opposite && !isBetter(plain.loss, best.loss, sumDefaults.worth));
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
      isBetter(own, lossOf(survey, levels, members, both), sumDefaults.worth) ||
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

/** For each member, on which side of the loudest one it is most of the time: 1, or -1 where it is upside down. */
function signsOf(survey: ChannelSurvey, levels: readonly Levels[], members: readonly number[]): number[] {
  const { channels, moments } = survey;
  const first = members.reduce((a, b) => (levels[b].loud > levels[a].loud + sumDefaults.worth ? b : a));
  return Array.from({ length: channels }, (_, c) => {
    if (!members.includes(c)) return 0;
    if (c === first) return 1;
    let sign = 0;
    for (let m = 0; m < moments.count; m++)
      if (levels[first].heard[m]) sign += Math.sign(correlation(moments, m, first, c));
    return sign < 0 ? -1 : 1;
  });
}

/** One channel alone. */
export function unit(channels: number, channel: number): number[] {
  return Array.from({ length: channels }, (_, c) => Number(c === channel));
}
