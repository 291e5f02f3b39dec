import type { ChannelMode } from '../domain/recording.js';
import { type Levels, levelDefaults, levelsOf, weightedPower } from './channel-levels.js';
import type { ChannelSurvey } from './channel-survey.js';
import { type Relation, relateChannels } from './relate-channels.js';

export const choiceDefaults = {
  /** Decibels below the loudest channel from which somebody is lost in a mix. */
  lost: 10,
  /** Losses of a moment count up to this many decibels. */
  deepest: 20,
  /** Choices that lose this many moments and this share of them more or less are as good as each other; ... */
  lostMoments: 4,
  lostShare: 0.002,
  /** ... then the mix stands, unless another one is this much better, in decibels on average. */
  worth: 1,
  /** Of the others the first stands, but for this many decibels. */
  hair: 0.3,
  /** No choice is good enough that loses this share of the moments: then the channels stay apart. */
  tooMuch: 0.03,
  /** Steady noise below this, in decibels of full scale, is called silence. */
  silence: -65,
  /** Decibels below the loudest channel that a channel always is which adds nothing but noise, ... */
  negligible: 30,
  /** ... but for this share of the moments in which it is heard. */
  negligibleShare: 0.05,
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

/** What is made of the channels of a recording. */
export interface ChannelChoice {
  /** One, or several that are transcribed apart from each other. */
  readonly tracks: readonly Track[];
  readonly findings: readonly ChannelFinding[];
  /** Moments in which a plain mix of all channels would have lost somebody, of those in which somebody is heard. */
  readonly cancelled: { readonly lost: number; readonly heard: number };
  /** All channels hold the same sound. */
  readonly identical: boolean;
}

/**
 * Decides what is made of the channels so that nobody is lost. Pure.
 *
 * Channels without a sound of their own are left out. The others are put together where they hear the same people
 * (`relateChannels`), and each such group becomes a track: its plain mean, unless that would cancel somebody in it or
 * blur a copy that comes late; then the single channel, or the sum with some channels turned over or left out, that
 * loses least. Groups that have nothing in common are people on channels of their own, and stay apart.
 */
export function chooseChannels(survey: ChannelSurvey, mode: ChannelMode = 'auto'): ChannelChoice {
  const all = Array.from({ length: survey.channels }, (_, c) => c);
  const levels = all.map((c) => levelsOf(survey.moments, unit(survey.channels, c)));
  const { living, findings } = findLiving(survey, levels, all);
  const relations = new Map<string, Relation>();
  const relation = (a: number, b: number): Relation => {
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    const known = relations.get(key) ?? relateChannels(survey, levels, Math.min(a, b), Math.max(a, b));
    relations.set(key, known);
    return known;
  };
  const copies = (a: number, b: number) => relation(a, b).same || relation(a, b).late !== null;
  const groups =
    mode === 'mix' ? [living] : group(living, mode === 'split' ? copies : (a, b) => !relation(a, b).apart);
  const tracks: Track[] = [];
  for (const members of groups) {
    const whole = chooseTrack(survey, levels, members, relation);
    // Where nothing keeps everybody, each channel is heard by itself, and what is heard twice is dropped later on.
    const parts = whole.lost >= choiceDefaults.tooMuch && mode === 'auto' ? group(members, copies) : [];
    const chosen =
      parts.length > 1 ? parts.map((part) => chooseTrack(survey, levels, part, relation)) : [whole];
    tracks.push(...chosen.map(({ track }) => track));
    findings.push(...chosen.flatMap((part) => part.findings));
  }
  const plain = loss(survey, levels, all, Array(survey.channels).fill(1));
  return {
    tracks,
    findings: findings.sort((a, b) => a.channel - b.channel),
    cancelled: { lost: plain.lost, heard: plain.heard },
    identical: living.length > 1 && living.every((c) => c === living[0] || relation(living[0], c).same),
  };
}

/** The channels in which there is something, and why the others are left out. */
function findLiving(survey: ChannelSurvey, levels: readonly Levels[], all: readonly number[]) {
  const findings: ChannelFinding[] = [];
  let living = all.filter((c) => levels[c].lives);
  // Where nobody stands out from the noise anywhere, whatever makes a sound counts.
  if (living.length === 0) living = all.filter((c) => levels[c].loud > levelDefaults.nothing);
  if (living.length === 0) living = [...all];
  for (const channel of all)
    if (!living.includes(channel))
      findings.push({ kind: levels[channel].loud > choiceDefaults.silence ? 'steady' : 'silent', channel });
  const loudest = new Float32Array(survey.moments.count).fill(Number.NEGATIVE_INFINITY);
  for (const c of living)
    levels[c].db.forEach((db, m) => {
      loudest[m] = Math.max(loudest[m], db);
    });
  const heard = living.filter((c) => {
    let own = 0;
    let audible = 0;
    levels[c].heard.forEach((is, m) => {
      own += is;
      if (is && levels[c].db[m] > loudest[m] - choiceDefaults.negligible) audible++;
    });
    return audible > choiceDefaults.negligibleShare * own || own === 0;
  });
  for (const channel of living) if (!heard.includes(channel)) findings.push({ kind: 'negligible', channel });
  return { living: heard, findings };
}

/** Puts channels together that are linked, directly or by way of others. */
function group(channels: readonly number[], linked: (a: number, b: number) => boolean): number[][] {
  const groups: number[][] = [];
  for (const channel of channels) {
    const joined = groups.filter((members) => members.some((other) => linked(other, channel)));
    for (const members of joined) groups.splice(groups.indexOf(members), 1);
    groups.push([...joined.flat(), channel].sort((a, b) => a - b));
  }
  return groups.sort((a, b) => a[0] - b[0]);
}

/** One track of channels that hear the same people. */
function chooseTrack(
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
    candidates.push({ weights, loss: loss(survey, levels, members, weights) });
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
    (a, b) => (better(b.loss, a.loss, choiceDefaults.hair) ? b : a),
    others[0] ?? plain,
  );
  const enough =
    late.length === 0 &&
    !better(best.loss, plain.loss, choiceDefaults.worth) &&
    !(opposite && !better(plain.loss, best.loss, choiceDefaults.worth));
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
      better(own, loss(survey, levels, members, both), choiceDefaults.worth) ||
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
  const first = members.reduce((a, b) => (levels[b].loud > levels[a].loud + choiceDefaults.worth ? b : a));
  return Array.from({ length: channels }, (_, c) => {
    if (!members.includes(c)) return 0;
    if (c === first) return 1;
    const pair = unit(channels, c).map((weight, i) => weight + (i === first ? 1 : 0));
    let sign = 0;
    for (let m = 0; m < moments.count; m++) {
      if (!levels[first].heard[m]) continue;
      const apart =
        weightedPower(moments, m, unit(channels, c)) + weightedPower(moments, m, unit(channels, first));
      sign += Math.sign(weightedPower(moments, m, pair) - apart);
    }
    return sign < 0 ? -1 : 1;
  });
}

interface Loss {
  /** Moments in which the sum is much softer than the loudest channel. */
  readonly lost: number;
  /** Decibels that it is softer on average. */
  readonly mean: number;
  /** Moments in which anything is heard. */
  readonly heard: number;
}

/** What a sum of channels loses of what is heard in any of them. */
function loss(
  survey: ChannelSurvey,
  levels: readonly Levels[],
  members: readonly number[],
  weights: readonly number[],
): Loss {
  const { lost: limit, deepest } = choiceDefaults;
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

/** Fewer people are lost, or as many, and the sum is louder by more than `worth` decibels. */
function better(a: Loss, b: Loss, worth: number): boolean {
  const saved = b.lost - a.lost;
  if (Math.abs(saved) >= Math.max(choiceDefaults.lostMoments, choiceDefaults.lostShare * a.heard))
    return saved > 0;
  return a.mean < b.mean - worth;
}

function unit(channels: number, channel: number): number[] {
  return Array.from({ length: channels }, (_, c) => Number(c === channel));
}
