import type { RecordedTrack } from '../domain/recording.js';
import type { Cluster, Speaker } from '../domain/speakers.js';
import type { Settings } from '../settings/definitions.js';
import { type MatchOptions, matchProfiles, thresholdsOf } from '../speakers/match-profile.js';
import { applyTrackNames, nameTracks } from '../speakers/name-tracks.js';
import { findProfileByName } from '../store/profiles.js';
import type { Store } from '../store/store.js';
import { nearestProfiles } from '../store/voice-centroids.js';

/** How similar a voice must be to get a name: what the settings say, else what suits the model. Pure. */
export function matchOptions(
  { matchThreshold, matchMargin }: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
  voiceModel: string,
): MatchOptions {
  const defaults = thresholdsOf(voiceModel);
  return { threshold: matchThreshold ?? defaults.threshold, margin: matchMargin ?? defaults.margin };
}

/** What a person knows about a meeting before its voices are compared. */
export interface MatchLimits {
  /** Ids of the only profiles that may be named; null: all of them. */
  readonly only: readonly string[] | null;
  /** The clusters, and the profiles that they are not. */
  readonly rejected: readonly { readonly clusterId: string; readonly profileId: string }[];
}

/** Whose voices the clusters are; the database gives the two nearest profiles of each. */
export function matchSpeakers(
  store: Store,
  clusters: readonly Cluster[],
  options: MatchOptions,
  { only, rejected }: MatchLimits,
): Speaker[] {
  const nearest = clusters.map(({ id, centroid }) => {
    const except = rejected.filter(({ clusterId }) => clusterId === id).map(({ profileId }) => profileId);
    return { clusterId: id, candidates: nearestProfiles(store, centroid, 2, { only, except }) };
  });
  return matchProfiles(nearest, options);
}

/**
 * Who the clusters are: what was said about their tracks is certain, the others are matched; nobody is in two places.
 * @param people the only profiles that may be matched (null: all), and who speaks in the tracks.
 */
export function nameSpeakers(
  store: Store,
  clusters: readonly Cluster[],
  tracks: readonly RecordedTrack[],
  options: MatchOptions,
  people: { readonly known: readonly string[] | null; readonly trackNames: readonly (string | null)[] },
): { readonly speakers: readonly Speaker[]; readonly warnings: readonly string[] } {
  const voices = tracks.map(({ label }, track) => {
    const name = people.trackNames[track] ?? null;
    const profile = name === null ? null : findProfileByName(store, name);
    return name === null
      ? null
      : { label, name: profile?.displayName ?? name, profileId: profile?.id ?? null };
  });
  const { named, warnings } = nameTracks(clusters, voices);
  const rejected = named.flatMap(({ clusterId, profileId }) =>
    profileId === null
      ? []
      : clusters.filter(({ id }) => id !== clusterId).map(({ id }) => ({ clusterId: id, profileId })),
  );
  const matched = matchSpeakers(store, clusters, options, { only: people.known, rejected });
  const applied = applyTrackNames(matched, named);
  return { speakers: applied.speakers, warnings: [...warnings, ...applied.warnings] };
}
