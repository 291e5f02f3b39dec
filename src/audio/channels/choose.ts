import type { ChannelMode } from '../../domain/recording.js';
import { type ChannelFinding, chooseSum, type Track, unit } from './choose-sum.js';
import { type Levels, levelDefaults, levelsOf } from './levels.js';
import { type Relation, relateChannels } from './relate.js';
import type { ChannelSurvey } from './survey.js';

export const choiceDefaults = {
  /** No choice is good enough that loses this share of the moments: then the channels stay apart. */
  tooMuch: 0.03,
  /** Steady noise below this, in decibels of full scale, is called silence. */
  silence: -65,
  /** Decibels below the loudest channel that a channel always is which adds nothing but noise, ... */
  negligible: 30,
  /** ... but for this share of the moments in which it is heard. */
  negligibleShare: 0.05,
} as const;

/** What is made of the channels of a recording. */
export interface ChannelChoice {
  /** One, or several that are transcribed apart from each other. */
  readonly tracks: readonly Track[];
  readonly findings: readonly ChannelFinding[];
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
    const whole = chooseSum(survey, levels, members, relation);
    // Where nothing keeps everybody, each channel is heard by itself, and what is heard twice is dropped later on.
    const parts = whole.lost >= choiceDefaults.tooMuch && mode === 'auto' ? group(members, copies) : [];
    const chosen =
      parts.length > 1 ? parts.map((part) => chooseSum(survey, levels, part, relation)) : [whole];
    tracks.push(...chosen.map(({ track }) => track));
    findings.push(...chosen.flatMap((part) => part.findings));
  }
  return {
    tracks,
    findings: findings.sort((a, b) => a.channel - b.channel),
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
