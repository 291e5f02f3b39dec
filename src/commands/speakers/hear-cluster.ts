import { type Meeting, speakerName } from '../../domain/meeting.js';
import { type Seconds, totalSeconds } from '../../domain/time.js';
import { bestExcerpts, type Excerpt } from '../../speakers/excerpts.js';
import type { MeetingSummary } from '../../store/list-meetings.js';

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

/** What people need to know a voice by. */
export function hearCluster(
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
