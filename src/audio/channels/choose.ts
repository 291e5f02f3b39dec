import type { ChannelMode } from '../../domain/recording.js';
import { type ChannelFinding, chooseSum, type Track, unit } from './choose-sum.js';
import { type Levels, levelDefaults, levelsOf } from './moments.js';
import { type Relation, relateChannels } from './relate.js';
import type { ChannelSurvey } from './survey.js';

const choiceDefaults = {
  /** If the best sum loses this share of the moments, the channels stay apart. */
  tooMuch: 0.03,
  /** Steady noise below this, in decibels of full scale, is called silence. */
  silence: -65,
  /** A channel that is always this many decibels below the loudest one adds nothing but noise, ... */
  negligible: 30,
  /** ... except in this share of the moments in which it is heard. */
  negligibleShare: 0.05,
} as const;

/** What is made of the channels of a recording. */
export interface ChannelChoice {
  /** One, or several that are transcribed separately. */
  readonly tracks: readonly Track[];
  readonly findings: readonly ChannelFinding[];
  /** All channels hold the same sound. */
  readonly identical: boolean;
}

/**
 * Decides what is made of the channels so that nobody is lost. Pure.
 *
 * Channels without a sound of their own are unused. The others are grouped by whether they hear the same people
 * (`relateChannels`), and each group becomes a track (`chooseSum`): its plain mean, unless that would cancel somebody
 * or blur in a late copy; then the single channel, or the sum of some, that loses least. Groups that have nothing in
 * common are people on channels of their own, and stay apart.
 */
export function chooseChannels(survey: ChannelSurvey, mode: ChannelMode = 'auto'): ChannelChoice {
  const all = Array.from({ length: survey.channels }, (_, c) => c);
  const levels = all.map((c) => levelsOf(survey.moments, unit(survey.channels, c)));
  const { active, findings } = findActive(survey, levels, all);
  const relations = new Map<string, Relation>();
  const relation = (a: number, b: number): Relation => {
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    const known = relations.get(key) ?? relateChannels(survey, levels, Math.min(a, b), Math.max(a, b));
    relations.set(key, known);
    return known;
  };
  const copies = (a: number, b: number) => relation(a, b).same || relation(a, b).late !== null;
  const groups =
    mode === 'mix' ? [active] : group(active, mode === 'split' ? copies : (a, b) => !relation(a, b).apart);
  const tracks: Track[] = [];
  for (const members of groups) {
    const whole = chooseSum(survey, levels, members, relation);
    // If no sum keeps everybody, each channel is heard by itself; words heard twice are dropped from the transcript.
    const single = whole.lost >= choiceDefaults.tooMuch && mode === 'auto' ? group(members, copies) : [];
    const chosen =
      single.length > 1 ? single.map((channels) => chooseSum(survey, levels, channels, relation)) : [whole];
    tracks.push(...chosen.map(({ track }) => track));
    findings.push(...chosen.flatMap((sum) => sum.findings));
  }
  return {
    tracks,
    findings: findings.sort((a, b) => a.channel - b.channel),
    identical: active.length > 1 && active.every((c) => c === active[0] || relation(active[0], c).same),
  };
}

/** The channels that hold something, and why the others are unused. */
function findActive(survey: ChannelSurvey, levels: readonly Levels[], all: readonly number[]) {
  const findings: ChannelFinding[] = [];
  let active = all.filter((c) => levels[c].active);
  // If nobody stands out from the noise anywhere, every channel with a sound counts.
  if (active.length === 0) active = all.filter((c) => levels[c].loud > levelDefaults.nothing);
  if (active.length === 0) active = [...all];
  for (const channel of all)
    if (!active.includes(channel))
      findings.push({ kind: levels[channel].loud > choiceDefaults.silence ? 'steady' : 'silent', channel });
  const loudest = new Float32Array(survey.moments.count).fill(Number.NEGATIVE_INFINITY);
  for (const c of active)
    levels[c].db.forEach((db, m) => {
      loudest[m] = Math.max(loudest[m], db);
    });
  const heard = active.filter((c) => {
    let own = 0;
    let audible = 0;
    levels[c].heard.forEach((is, m) => {
      own += is;
      if (is && levels[c].db[m] > loudest[m] - choiceDefaults.negligible) audible++;
    });
    return audible > choiceDefaults.negligibleShare * own || own === 0;
  });
  for (const channel of active) if (!heard.includes(channel)) findings.push({ kind: 'negligible', channel });
  return { active: heard, findings };
}

/** Connected components: channels that are linked directly or through others. */
function group(channels: readonly number[], linked: (a: number, b: number) => boolean): number[][] {
  const groups: number[][] = [];
  for (const channel of channels) {
    const joined = groups.filter((members) => members.some((other) => linked(other, channel)));
    for (const members of joined) groups.splice(groups.indexOf(members), 1);
    groups.push([...joined.flat(), channel].sort((a, b) => a - b));
  }
  return groups.sort((a, b) => a[0] - b[0]);
}
