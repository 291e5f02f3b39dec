import type { CommandContext } from '../../context.js';
import { enrollDefaults } from '../../diarization/enroll-voice.js';
import { shortId } from '../../domain/meeting.js';
import type { Cluster } from '../../domain/speakers.js';
import { totalSeconds, withoutHoles } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { planRelabel } from '../../ingest/plan-relabel.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { type ClusterRef, confirmLabel, rejectProfile, saveMatch } from '../../store/labels.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { type ProfileSummary, requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { addVoiceSamples } from '../../store/voice-samples.js';
import { doubtSamples } from './doubt-samples.js';
import { secondClusters, storedSample } from './meeting-sample.js';

/** What a person says about a cluster and a profile. */
export interface Verdict extends ClusterRef {
  readonly profile: ProfileSummary;
}

/** What came of it. */
export interface Decision {
  readonly meetingId: string;
  readonly clusterId: string;
  readonly profile: string;
  readonly verdict: 'confirmed' | 'rejected';
  /** Whether the voice became a sample of the profile. */
  readonly sampleAdded: boolean;
  /** Why not; null: it did, or nobody asked. */
  readonly reason: string | null;
  readonly operation: number | null;
}

/**
 * Reads `ID:S2=Maya`.
 * @throws ScribeError USAGE when it is written otherwise, or there is no such meeting, cluster or profile.
 */
export function readVerdict(store: Store, text: string, flag: string): Verdict {
  const [, id, cluster, name] = /^([^:=]+):([^:=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined)
    throw new ScribeError('USAGE', `${flag} is "${text}"; it must be MEETING:SPEAKER=NAME.`, {
      hint: `For instance: ${flag} last:S2=Maya`,
    });
  const meetingId = resolveMeetingId(store, id);
  const { clusters } = loadMeeting(store, meetingId);
  const found = clusters.find((c) => c.id.toLowerCase() === cluster.trim().toLowerCase());
  if (!found)
    throw new ScribeError(
      'USAGE',
      `Reading ${flag} ${text} failed: ${shortId(meetingId)} has no speaker ${cluster}.`,
      {
        hint: `Its speakers are ${clusters.map((c) => c.id).join(', ') || 'none'}.`,
      },
    );
  return { meetingId, clusterId: found.id, profile: requireProfile(store, name) };
}

/**
 * A person said that a cluster is this profile: it has the name from then on, and its voice becomes a sample if nothing
 * speaks against it. The other clusters of the meeting are matched again. One operation.
 */
export function confirmMatch(store: Store, context: CommandContext, verdict: Verdict): Decision {
  return decide(store, context, verdict, 'confirmed', () => {
    const { meetingId, clusterId, profile } = verdict;
    const { clusters } = loadMeeting(store, meetingId);
    const own = clusters.find(({ id }) => id === clusterId);
    if (!own)
      throw new ScribeError(
        'USAGE',
        `Confirming ${clusterId} of ${shortId(meetingId)} failed: it is not there any longer.`,
      );
    const doubts = doubtsAbout(store, verdict, own, clusters);
    confirmLabel(store, verdict, profile.id);
    if (doubts.length > 0) return { sampleAdded: false, reason: doubts.join('; ') };
    const sample = { ...storedSample(meetingId, own), id: context.newId() };
    const added = addVoiceSamples(store, { profileId: profile.id, samples: [sample], now: context.now() });
    return { sampleAdded: added > 0, reason: added > 0 ? null : 'the profile has this sample already' };
  });
}

/** A person said that a cluster is not this profile, which matching respects from then on. One operation. */
export function rejectMatch(store: Store, context: CommandContext, verdict: Verdict): Decision {
  return decide(store, context, verdict, 'rejected', () => {
    rejectProfile(store, verdict, { profileId: verdict.profile.id, now: context.now() });
    return { sampleAdded: false, reason: null };
  });
}

function decide(
  store: Store,
  { settings, now }: CommandContext,
  { meetingId, clusterId, profile }: Verdict,
  verdict: Decision['verdict'],
  apply: () => Pick<Decision, 'sampleAdded' | 'reason'>,
): Decision {
  const not = verdict === 'rejected' ? 'not ' : '';
  const operation = {
    kind: verdict === 'confirmed' ? 'confirm' : 'reject',
    doing: 'noting what was said about the speaker',
    summary: `${clusterId} of ${shortId(meetingId)} is ${not}${profile.displayName}`,
    meetingId,
    now: now(),
  };
  const { result, operationId } = recordOperation(store, operation, () => {
    const outcome = apply();
    for (const { changes } of planRelabel(store, listMeetings(store, { id: meetingId }), settings.values))
      for (const { after } of changes) saveMatch(store, meetingId, after);
    return outcome;
  });
  return { meetingId, clusterId, profile: profile.displayName, verdict, ...result, operation: operationId };
}

/** Why the voice of a cluster should not become a sample, though a person said whose it is; none: it should. */
function doubtsAbout(
  store: Store,
  { meetingId, profile }: Verdict,
  own: Cluster,
  clusters: readonly Cluster[],
): string[] {
  const { displayName } = profile;
  if (profile.consentVersion === null) return [`${displayName} has not agreed that the voice is stored`];
  if (own.centroid.vector.length === 0) return ['the voice was erased on request'];
  if (profile.model !== null && profile.model !== own.centroid.model)
    return [`the voice was measured by ${own.centroid.model}, and the profile by ${profile.model}`];
  const others = clusters.filter((cluster) => cluster !== own).flatMap(({ spans }) => spans);
  const alone = totalSeconds(withoutHoles(own.spans, others));
  const sample = storedSample(meetingId, own);
  return [
    ...(alone < enrollDefaults.minSpeech
      ? [`${alone.toFixed(1)} s of speech with nobody else are too little`]
      : []),
    ...doubtSamples(store, profile, [sample]),
    ...secondClusters(store, profile, [sample]),
  ];
}
