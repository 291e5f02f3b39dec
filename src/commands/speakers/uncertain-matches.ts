import { type Meeting, shortId, speakerName } from '../../domain/meeting.js';
import type { Candidate } from '../../domain/speakers.js';
import { type Seconds, totalSeconds } from '../../domain/time.js';
import { matchOptions } from '../../ingest/match-speakers.js';
import { matchAgain } from '../../ingest/plan-relabel.js';
import type { Settings } from '../../settings/definitions.js';
import { bestExcerpts, type Excerpt } from '../../speakers/excerpts.js';
import { isUncertain } from '../../speakers/uncertain.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import type { MeetingSummary } from '../../store/list-meetings.js';
import type { Store } from '../../store/store.js';

/** A cluster of a meeting, and where to hear it. */
export interface HeardCluster {
  readonly meetingId: string;
  readonly title: string;
  readonly clusterId: string;
  /** What it is called now, `Speaker 2` if it has no name. */
  readonly name: string;
  /** How long it speaks. */
  readonly seconds: Seconds;
  /** Where the recording was read from, and which audio stream of it; null: not known. */
  readonly recording: string | null;
  readonly stream: number;
  readonly excerpts: readonly Excerpt[];
}

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

/** What people need to know a voice by. */
function hearCluster(
  meeting: Meeting,
  { path, stream }: Pick<MeetingSummary, 'path' | 'stream'>,
  clusterId: string,
): HeardCluster {
  const others = meeting.clusters.filter(({ id }) => id !== clusterId).flatMap(({ spans }) => spans);
  return {
    meetingId: meeting.id,
    title: meeting.title,
    clusterId,
    name: speakerName(meeting, clusterId),
    seconds: totalSeconds(meeting.clusters.find(({ id }) => id === clusterId)?.spans ?? []),
    recording: path,
    stream: stream ?? 0,
    excerpts: bestExcerpts(meeting.turns, clusterId, others),
  };
}

/** `24736640:S3=Maya`: how a decision is written. */
export const writtenAs = ({ meetingId, clusterId }: HeardCluster, name: string): string =>
  `${shortId(meetingId)}:${clusterId}=${name}`;
