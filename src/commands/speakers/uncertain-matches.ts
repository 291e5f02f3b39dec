import { shortId } from '../../domain/meeting.js';
import type { Candidate } from '../../domain/speakers.js';
import { matchOptions } from '../../ingest/match-speakers.js';
import { matchAgain } from '../../ingest/plan-relabel.js';
import type { Settings } from '../../settings/definitions.js';
import { isUncertain } from '../../speakers/uncertain.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import type { MeetingSummary } from '../../store/list-meetings.js';
import type { Store } from '../../store/store.js';
import { type HeardCluster, hearCluster } from './hear-cluster.js';

/** A cluster that a person should look at. */
export interface UncertainMatch extends HeardCluster {
  /** Whom it is near, best first; at least one. */
  readonly candidates: readonly Candidate[];
}

/** The clusters of a completed meeting that are near somebody, but not certainly that person. Voices are matched anew. */
export function uncertainMatches(
  store: Store,
  summary: MeetingSummary,
  settings: Pick<Settings, 'matchThreshold' | 'matchMargin'>,
): UncertainMatch[] {
  const matched = matchAgain(store, summary.id, settings);
  if (matched.every(({ after }) => after.candidates.length === 0)) return [];
  const meeting = loadMeeting(store, summary.id);
  const options = matchOptions(settings, meeting.models.voice);
  return matched.flatMap(({ clusterId, after }) =>
    isUncertain(after, options)
      ? [{ ...hearCluster(meeting, summary, clusterId), candidates: after.candidates }]
      : [],
  );
}

/** `24736640:S3=Maya`: how a decision is written. */
export const writtenAs = ({ meetingId, clusterId }: HeardCluster, name: string): string =>
  `${shortId(meetingId)}:${clusterId}=${name}`;
