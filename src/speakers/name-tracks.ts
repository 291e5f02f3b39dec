import type { Cluster, Speaker } from '../domain/speakers.js';
import { totalSeconds } from '../domain/time.js';

/** Who speaks in a track, because somebody said so. */
export interface TrackVoice {
  /** What the track is called. */
  readonly label: string;
  readonly name: string;
  /** Null: nobody of that name is enrolled. */
  readonly profileId: string | null;
}

/** A cluster that has its name from its track. */
export interface NamedCluster extends TrackVoice {
  readonly clusterId: string;
}

/**
 * The clusters that are named by their tracks: in each, the voice that speaks most. Pure.
 * @param voices by track; null: nobody said who speaks in it.
 */
export function nameTracks(
  clusters: readonly Cluster[],
  voices: readonly (TrackVoice | null)[],
): { readonly named: readonly NamedCluster[]; readonly warnings: readonly string[] } {
  const named: NamedCluster[] = [];
  const warnings: string[] = [];
  for (const [track, voice] of voices.entries()) {
    if (!voice) continue;
    const [main, ...others] = clusters
      .filter((cluster) => cluster.track === track)
      .sort((a, b) => totalSeconds(b.spans) - totalSeconds(a.spans));
    if (!main) {
      warnings.push(`Nobody speaks in ${voice.label}, which was given as the track of ${voice.name}.`);
      continue;
    }
    named.push({ ...voice, clusterId: main.id });
    if (others.length > 0)
      warnings.push(
        `Several people speak in ${voice.label}: the name ${voice.name} went to ${main.id}, who speaks most; not to ${others.map(({ id }) => id).join(', ')}.`,
      );
  }
  return { named, warnings };
}

/**
 * What the clusters are called: as their tracks say, which is certain, else as their voices were matched. A voice that
 * is clearly another person's is a warning: tracks are easily confused. Pure.
 */
export function applyTrackNames(
  matched: readonly Speaker[],
  named: readonly NamedCluster[],
): { readonly speakers: readonly Speaker[]; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const speakers = matched.map((speaker): Speaker => {
    const own = named.find(({ clusterId }) => clusterId === speaker.clusterId);
    if (!own) return speaker;
    const { label, name, profileId } = own;
    if (speaker.profileId !== null && speaker.profileId !== profileId)
      warnings.push(
        `The voice in ${label}, which was given as the track of ${name}, is that of ${speaker.displayName} by its similarity (${speaker.similarity.toFixed(2)}).`,
      );
    return profileId === null
      ? { ...speaker, profileId: null, displayName: name, similarity: bestOf(speaker), source: 'named' }
      : { ...speaker, profileId, displayName: name, similarity: 1, source: 'confirmed' };
  });
  return { speakers, warnings };
}

const bestOf = ({ candidates }: Speaker): number => candidates[0]?.similarity ?? 0;
