import { type Levels, weightedPower } from './levels.js';
import type { ChannelSurvey } from './survey.js';

export const lossDefaults = {
  /** Decibels below the loudest channel from which somebody is lost in a sum. */
  lost: 10,
  /** Losses of a moment count up to this many decibels. */
  deepest: 20,
  /** Sums that lose this many moments and this share of them more or less are as good as each other. */
  moments: 4,
  share: 0.002,
} as const;

export interface Loss {
  /** Moments in which the sum is much softer than the loudest channel. */
  readonly lost: number;
  /** Decibels that it is softer on average. */
  readonly mean: number;
  /** Moments in which anything is heard. */
  readonly heard: number;
}

/** What a sum of channels loses of what is heard in any of them. */
export function lossOf(
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

/** Fewer people are lost, or as many, and the sum is louder by more than `worth` decibels. */
export function isBetter(a: Loss, b: Loss, worth: number): boolean {
  const saved = b.lost - a.lost;
  if (Math.abs(saved) >= Math.max(lossDefaults.moments, lossDefaults.share * a.heard)) return saved > 0;
  return a.mean < b.mean - worth;
}
