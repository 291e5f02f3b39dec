import type { Cluster, Speaker } from '../domain/speakers.js';
import type { Settings } from '../settings/definitions.js';
import { matchProfileDefaults, matchProfiles, uncalibratedMatch } from '../speakers/match-profile.js';
import type { Store } from '../store/store.js';
import { nearestProfiles } from '../store/voice-centroids.js';

/**
 * Whose voices the clusters are. For each cluster the database gives the profiles that are nearest; as many as there
 * are clusters, and one more, so that nobody whom another cluster takes away is missed.
 */
export function matchSpeakers(
  store: Store,
  clusters: readonly Cluster[],
  voiceModel: string,
  settings: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
): Speaker[] {
  const defaults = matchProfileDefaults[voiceModel] ?? uncalibratedMatch;
  const nearest = clusters.map((cluster) => ({
    clusterId: cluster.id,
    candidates: nearestProfiles(store, cluster.centroid, clusters.length + 1),
  }));
  return matchProfiles(nearest, {
    threshold: settings.matchThreshold ?? defaults.threshold,
    margin: settings.matchMargin ?? defaults.margin,
  });
}
