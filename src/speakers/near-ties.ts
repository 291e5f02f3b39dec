import type { Speaker } from '../domain/speakers.js';
import type { MatchOptions } from './match-profile.js';

/** A profile that names nobody in a meeting, because several clusters may be this person. */
export interface NearTie {
  readonly profileId: string;
  readonly displayName: string;
  /** At least two, most similar first. */
  readonly clusters: readonly { readonly clusterId: string; readonly similarity: number }[];
}

/**
 * The profiles that `matchProfiles` gave to nobody because clusters compete for them: the best is similar enough, and
 * others without a name are as similar within the margin. Pure.
 */
export function nearTies(
  speakers: readonly Speaker[],
  { threshold, margin }: Pick<MatchOptions, 'threshold' | 'margin'>,
): NearTie[] {
  const taken = new Set(speakers.map(({ profileId }) => profileId));
  const free = speakers
    .filter(({ displayName }) => displayName === null)
    .flatMap(({ clusterId, candidates }) => candidates.map((candidate) => ({ clusterId, ...candidate })))
    .filter(({ profileId }) => !taken.has(profileId))
    .sort((a, b) => b.similarity - a.similarity);
  return [...new Set(free.map(({ profileId }) => profileId))].flatMap((id) => {
    const [best, ...others] = free.filter(({ profileId }) => profileId === id);
    const near = others.filter(({ similarity }) => best.similarity - similarity < margin);
    if (best.similarity < threshold || near.length === 0) return [];
    const clusters = [best, ...near].map(({ clusterId, similarity }) => ({ clusterId, similarity }));
    return [{ profileId: id, displayName: best.displayName, clusters }];
  });
}
