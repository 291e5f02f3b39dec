import type { Speaker } from '../domain/speakers.js';
import type { MatchOptions } from './match-profile.js';

/** A name whose similarity is above the threshold by less than this share of the margin was given with little to spare. */
const narrowShare = 0.5;

/**
 * Whether a person should look at what matching says about a cluster: somebody is near but did not get to be the name, or
 * the name was given with little to spare. Pure.
 */
export function isUncertain(
  { profileId, similarity, candidates }: Pick<Speaker, 'profileId' | 'similarity' | 'candidates'>,
  { threshold, margin }: MatchOptions,
): boolean {
  if (candidates.length === 0) return false;
  return profileId === null || similarity < threshold + narrowShare * margin;
}
