import type { ChannelMode } from '../../domain/recording.js';
import { chooseChannels } from './choose.js';
import { chooseGain, findOffsets } from './choose-gain.js';
import type { Track } from './choose-sum.js';
import { describeChoice, describeLevel } from './describe.js';
import { levelsOf } from './levels.js';
import type { ChannelSound, ChannelSurvey } from './survey.js';

/** How the channels of a recording become what is transcribed. Plain data. */
export interface ChannelPlan {
  readonly channels: number;
  /** One, or several that are transcribed apart from each other; gain included in the weights. */
  readonly tracks: readonly Track[];
  /** Where an offset is to be removed, the mean to begin with, by channel; null where there is none. */
  readonly offsets: readonly (number | null)[];
  /** What was chosen, in sentences for people. */
  readonly notes: readonly string[];
}

/** Decides by what the survey heard. Pure. */
export function planChannels(survey: ChannelSurvey, mode: ChannelMode = 'auto'): ChannelPlan {
  const choice = chooseChannels(survey, mode);
  const single = survey.sounds.map((_, channel) =>
    levelsOf(
      survey.moments,
      survey.sounds.map((_, c) => Number(c === channel)),
    ),
  );
  const removed = findOffsets(survey, single);
  const peaks = survey.sounds.map((sound, c) => peakOf(sound, removed[c]));
  const gains = choice.tracks.map(({ weights }) =>
    chooseGain(
      levelsOf(survey.moments, weights),
      weights.reduce((sum, weight, c) => sum + Math.abs(weight) * peaks[c], 0),
    ),
  );
  const used = (c: number) => choice.tracks.some(({ weights }) => weights[c] !== 0);
  return {
    channels: survey.channels,
    tracks: choice.tracks.map(({ members, weights }, t) => ({
      members,
      weights: weights.map((weight) => weight * gains[t]),
    })),
    offsets: survey.sounds.map((sound, c) => (removed[c] && used(c) ? sound.first : null)),
    notes: [
      ...describeChoice(choice, survey.channels),
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

/** Whether a plan gives the samples of `plainPlan`. Pure. */
export function isPlain({ channels, tracks, offsets }: ChannelPlan): boolean {
  return (
    tracks.length === 1 &&
    tracks[0].weights.every((weight) => weight === 1 / channels) &&
    offsets.every((offset) => offset === null)
  );
}

function peakOf({ lowest, highest, mean }: ChannelSound, removed: boolean): number {
  return removed ? Math.max(highest - mean, mean - lowest) : Math.max(highest, -lowest);
}
