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
  const uncertain = matched.filter(({ model, after }) => isUncertain(after, matchOptions(settings, model)));
  // Most meetings have none, and to read all of their words takes a while.
  if (uncertain.length === 0) return [];
  const meeting = loadMeeting(store, summary.id);
  return uncertain.map(({ clusterId, after }) => ({
    ...hearCluster(meeting, summary, clusterId),
    candidates: after.candidates,
  }));
}

/** `24736640:S3=Maya`: how a decision is written. */
export const writtenAs = ({ meetingId, clusterId }: HeardCluster, name: string): string =>
  `${shortId(meetingId)}:${clusterId}=${name}`;
