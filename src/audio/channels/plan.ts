import type { ChannelMode } from '../../domain/recording.js';
import { chooseChannels } from './choose.js';
import { type Track, unit } from './choose-sum.js';
import { describeChoice, describeLevel } from './describe.js';
import { type Levels, levelDefaults, levelsOf } from './moments.js';
import type { ChannelSound, ChannelSurvey } from './survey.js';

const gainDefaults = {
  /** Decibels of full scale between which recordings are left as they are: 16 bits hold them well. */
  softest: -50,
  /** Level to which softer ones are raised. */
  target: -23,
  /** Speech is not made softer than this to keep a single bang from clipping. */
  least: -45,
  /** An offset of less than this, of full scale 1, is that of any sound card; ... */
  offset: 0.002,
  /** ... and it does not matter beside sound that is this much louder (decibels). */
  besideSound: 20,
} as const;

/** How the channels of a recording become what is transcribed. Plain data. */
export interface ChannelPlan {
  readonly channels: number;
  /** One, or several that are transcribed separately; gain included in the weights. */
  readonly tracks: readonly Track[];
  /** By channel, the mean to begin with when its offset is to be removed; null if it has none. */
  readonly offsets: readonly (number | null)[];
  /** What was chosen, in sentences for people. */
  readonly notes: readonly string[];
}

/** Decides by what the survey heard. Pure. */
export function planChannels(survey: ChannelSurvey, mode: ChannelMode = 'auto'): ChannelPlan {
  const { channels, moments, sounds } = survey;
  const choice = chooseChannels(survey, mode);
  const removed = sounds.map((sound, c) => hasOffset(sound, levelsOf(moments, unit(channels, c))));
  const peaks = sounds.map((sound, c) => peakOf(sound, removed[c]));
  const gains = choice.tracks.map(({ weights }) =>
    chooseGain(
      levelsOf(moments, weights),
      weights.reduce((sum, weight, c) => sum + Math.abs(weight) * peaks[c], 0),
    ),
  );
  const used = (c: number) => choice.tracks.some(({ weights }) => weights[c] !== 0);
  return {
    channels,
    tracks: choice.tracks.map(({ members, weights }, t) => ({
      members,
      weights: weights.map((weight) => weight * gains[t]),
    })),
    offsets: sounds.map((sound, c) => (removed[c] && used(c) ? sound.first : null)),
    notes: [
      ...describeChoice(choice, channels),
      ...describeLevel(
        gains,
        removed.some((is, c) => is && used(c)),
      ),
    ],
  };
}

/** A plan that changes nothing: the plain mean of all channels. */
export function plainPlan(channels: number): ChannelPlan {
  const all = Array.from({ length: channels }, (_, c) => c);
  return {
    channels,
    tracks: [{ members: all, weights: all.map(() => 1 / channels) }],
    offsets: all.map(() => null),
    notes: [],
  };
}

/** Whether a plan gives the samples of `plainPlan`, which the first mixdown has given already. Pure. */
export function isPlain({ channels, tracks, offsets }: ChannelPlan): boolean {
  return (
    tracks.length === 1 &&
    tracks[0].weights.every((weight) => weight === 1 / channels) &&
    offsets.every((offset) => offset === null)
  );
}

/**
 * The factor that brings a track into the range of 16 bits: 1 for usual recordings, which keep the samples of the file.
 * Floats may lie far below the last of 16 bits, and beyond full scale.
 *
 * @param peak the highest absolute sample of the track, offset removed.
 */
function chooseGain({ loud, active }: Levels, peak: number): number {
  const { softest, target, least } = gainDefaults;
  const toLevel = (level: number) => 10 ** ((level - loud) / 20);
  if (peak > 1) return Math.min(1, Math.max(1 / peak, toLevel(least)));
  // Noise without a voice stays soft.
  if (loud >= softest || loud <= levelDefaults.nothing || !active) return 1;
  return Math.max(1, Math.min(toLevel(target), 1 / peak));
}

/** Whether a channel has an offset, constant or slowly wandering, that is worth removing. */
function hasOffset({ offset }: ChannelSound, { loud }: Levels): boolean {
  return offset >= gainDefaults.offset && 20 * Math.log10(offset) > loud - gainDefaults.besideSound;
}

function peakOf({ lowest, highest, mean }: ChannelSound, removed: boolean): number {
  return removed ? Math.max(highest - mean, mean - lowest) : Math.max(highest, -lowest);
}
