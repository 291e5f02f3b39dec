import { shortId } from '../../domain/meeting.js';
import { totalSeconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import type { ProfileSummary } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { listVoiceSamples } from '../../store/voice-samples.js';
import type { Measured } from './measure-voices.js';

/**
 * The voice of a cluster as a sample, from the embedding that the store keeps.
 * @throws ScribeError USAGE when the meeting has no such cluster, or its voice was erased.
 */
export function sampleOfMeeting(store: Store, meetingId: string, clusterId: string): Measured {
  const { title, clusters } = loadMeeting(store, meetingId);
  const cluster = clusters.find((c) => c.id.toLowerCase() === clusterId.toLowerCase());
  if (!cluster)
    throw new ScribeError('USAGE', `Enrolling from the meeting "${title}": it has no speaker ${clusterId}.`, {
      hint: `Its speakers are ${clusters.map((c) => c.id).join(', ') || 'none'}.`,
    });
  if (cluster.centroid.vector.length === 0)
    throw new ScribeError(
      'USAGE',
      `Enrolling ${clusterId} of "${title}": that voice was erased on request.`,
      {
        hint: 'Enroll from a recording, with new consent.',
      },
    );
  return {
    name: `${cluster.id} of meeting ${shortId(meetingId)}`,
    source: { meetingId, clusterId: cluster.id },
    embedding: cluster.centroid,
    seconds: totalSeconds(cluster.spans),
    level: null,
    clipped: null,
    voices: null,
  };
}

/**
 * Doubts about clusters of meetings in which another cluster is the same person already, because somebody said so: two
 * clusters are two voices.
 */
export function secondClusters(
  store: Store,
  profile: Pick<ProfileSummary, 'id' | 'displayName'> | null,
  samples: readonly Measured[],
): string[] {
  if (!profile) return [];
  const known = listVoiceSamples(store, profile.id);
  return samples.flatMap(({ name, source }) => {
    if (!('meetingId' in source)) return [];
    const { meetingId, clusterId } = source;
    const enrolled = known.flatMap((sample) =>
      !sample.revokedAt && 'meetingId' in sample.source && sample.source.meetingId === meetingId
        ? [sample.source.clusterId]
        : [],
    );
    const named = loadMeeting(store, meetingId).speakers.flatMap((speaker) =>
      speaker.profileId === profile.id && speaker.similarity === 1 ? [speaker.clusterId] : [],
    );
    const others = new Set([...enrolled, ...named].filter((id) => id !== clusterId));
    return [...others].map(
      (other) => `${name} is another voice than ${other}, which is ${profile.displayName} already`,
    );
  });
}
