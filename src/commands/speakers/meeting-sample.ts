import { existsSync } from 'node:fs';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import type { Cluster } from '../../domain/speakers.js';
import { totalSeconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { listMeetings } from '../../store/list-meetings.js';
import type { ProfileSummary } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { listVoiceSamples } from '../../store/voice-samples.js';
import { type Measured, measurePart } from './measure-voices.js';

/**
 * The voice of a cluster as a sample: the embedding that the store keeps or, if another model made it, one that is
 * measured anew from the recording.
 * @throws ScribeError USAGE when the meeting has no such cluster, or its voice was erased; RECORDING when the recording
 *   is needed and is not there any more.
 */
export async function sampleOfMeeting(
  context: CommandContext,
  store: Store,
  meetingId: string,
  clusterId: string,
): Promise<Measured> {
  const { clusters, recording } = loadMeeting(store, meetingId);
  const cluster = clusters.find((c) => c.id.toLowerCase() === clusterId.toLowerCase());
  if (!cluster)
    throw new ScribeError(
      'USAGE',
      `Enrolling from the meeting ${shortId(meetingId)}: it has no speaker ${clusterId}.`,
      {
        hint: `Its speakers are ${clusters.map((c) => c.id).join(', ') || 'none'}.`,
      },
    );
  if (cluster.centroid.vector.length === 0)
    throw new ScribeError(
      'USAGE',
      `Enrolling ${clusterId} of ${shortId(meetingId)}: that voice was erased on request.`,
      {
        hint: 'Enroll from a recording, with new consent.',
      },
    );
  const { voiceModel } = context.settings.values;
  if (cluster.centroid.model !== voiceModel) {
    const { path, fingerprint } = recording;
    if (!existsSync(path))
      throw new ScribeError(
        'RECORDING',
        `Enrolling ${clusterId} of ${shortId(meetingId)}: ${cluster.centroid.model} measured that voice, not ${voiceModel}, and the recording ${path} is not there any more.`,
        { hint: 'Enroll from another recording of the person.' },
      );
    const [{ stream }] = listMeetings(store, { id: meetingId });
    const part = { path, spans: cluster.spans, sha256: fingerprint.sha256, stream: stream ?? 0 };
    const { name, source } = storedSample(meetingId, cluster);
    return measurePart(context, part, { name, source });
  }
  return storedSample(meetingId, cluster);
}

/** The voice of a cluster as a sample, as the store keeps it. */
export function storedSample(meetingId: string, { id, spans, centroid }: Cluster): Measured {
  return {
    name: `${id} of meeting ${shortId(meetingId)}`,
    source: { meetingId, clusterId: id },
    embedding: centroid,
    seconds: totalSeconds(spans),
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
      speaker.profileId === profile.id && speaker.source === 'confirmed' ? [speaker.clusterId] : [],
    );
    const others = new Set([...enrolled, ...named].filter((id) => id !== clusterId));
    return [...others].map(
      (other) => `${name} is another voice than ${other}, which is ${profile.displayName} already`,
    );
  });
}
