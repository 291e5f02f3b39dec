import type { NearestProfiles } from '../../src/speakers/match-profile.js';

/** A cluster with its cosines to the profiles of these names. */
export const cluster = (clusterId: string, cosines: Readonly<Record<string, number>>): NearestProfiles => ({
  clusterId,
  candidates: Object.entries(cosines)
    .map(([displayName, similarity]) => ({ profileId: `id-${displayName}`, displayName, similarity }))
    .sort((a, b) => b.similarity - a.similarity),
});
