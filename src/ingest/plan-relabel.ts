import type { Speaker } from '../domain/speakers.js';
import type { Settings } from '../settings/definitions.js';
import { reachOf } from '../speakers/match-profile.js';
import { knownProfiles } from '../store/known-profiles.js';
import { listRejections } from '../store/labels.js';
import { listMeetings, type MeetingSummary } from '../store/list-meetings.js';
import { meetingsNear } from '../store/near-voices.js';
import { readSpeakers } from '../store/speakers.js';
import type { Store } from '../store/store.js';
import { matchOptions, matchSpeakers } from './match-speakers.js';

/** What a cluster is now, and what it is when it is matched again. */
export interface LabelChange {
  readonly clusterId: string;
  /** Of the network that its voice is a vector of. */
  readonly model: string;
  /** Null: it was never compared. */
  readonly before: Speaker | null;
  readonly after: Speaker;
}

/** A meeting that looks otherwise when its voices are matched again. */
export interface MeetingRelabel {
  readonly meeting: MeetingSummary;
  /** Every cluster with another name, similarity or candidate. */
  readonly changes: readonly LabelChange[];
}

/** Whether a cluster gets or loses a name, and not just another number. */
export const isRenamed = ({ before, after }: Pick<LabelChange, 'before' | 'after'>): boolean =>
  (before?.profileId ?? null) !== after.profileId;

/**
 * Matches the voices of stored meetings again, from the vectors in the store: without audio, without a model. What a
 * person said stays: clusters that were named or confirmed keep that, no other cluster of the meeting takes the profile
 * of a confirmed one, and rejected profiles and the list of `--known` are respected. A cluster without a vector keeps
 * what it has. Changes nothing.
 */
export function planRelabel(
  store: Store,
  meetings: readonly MeetingSummary[],
  settings: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
): MeetingRelabel[] {
  return meetings.flatMap((meeting) => {
    const changes = matchAgain(store, meeting.id, settings).filter(
      ({ before, after }) => before === null || !isSame(before, after),
    );
    return changes.length > 0 ? [{ meeting, changes }] : [];
  });
}

/**
 * As `planRelabel` for all completed meetings, when nothing but these profiles has changed since they were matched: only
 * meetings with a voice that is near one of them, or was, can look otherwise. To compare every voice with every profile
 * takes a second for ten thousand meetings.
 */
export function planRelabelNear(
  store: Store,
  profileIds: readonly string[],
  settings: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
): MeetingRelabel[] {
  const ids = meetingsNear(store, profileIds, (model) => reachOf(matchOptions(settings, model)));
  return planRelabel(store, listMeetings(store, { status: 'completed', among: ids }), settings);
}

/** The clusters of a stored meeting about which no person said anything, as they are and as they are matched now. */
export function matchAgain(
  store: Store,
  meetingId: string,
  settings: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
): LabelChange[] {
  const { clusters, speakers } = readSpeakers(store, meetingId);
  const labelOf = (clusterId: string) => speakers.find((speaker) => speaker.clusterId === clusterId) ?? null;
  const free = clusters.filter(({ id, centroid }) => !labelOf(id)?.source && centroid.vector.length > 0);
  if (free.length === 0) return [];
  const taken = clusters.flatMap(({ id }) =>
    free.some((cluster) => cluster.id === id) ? [] : (labelOf(id)?.profileId ?? []),
  );
  const rejected = [
    ...listRejections(store, meetingId),
    ...free.flatMap(({ id }) => taken.map((profileId) => ({ clusterId: id, profileId }))),
  ];
  const only = knownProfiles(store, meetingId)?.map(({ profileId }) => profileId) ?? null;
  const options = matchOptions(settings, free[0].centroid.model);
  return matchSpeakers(store, free, options, { only, rejected }).map((after) => ({
    clusterId: after.clusterId,
    model: free[0].centroid.model,
    before: labelOf(after.clusterId),
    after,
  }));
}

/** Similarities are right to some 1e-7, by how they are computed: less than this is no change. */
const resolution = 1e-6;

const isSame = (a: Speaker, b: Speaker): boolean =>
  a.profileId === b.profileId &&
  Math.abs(a.similarity - b.similarity) < resolution &&
  a.candidates.length === b.candidates.length &&
  a.candidates.every(
    ({ profileId, similarity }, i) =>
      profileId === b.candidates[i].profileId &&
      Math.abs(similarity - b.candidates[i].similarity) < resolution,
  );
