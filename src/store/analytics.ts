import type { Seconds } from '../domain/time.js';
import { read, type Store } from './store.js';

/*
 * Numbers about a meeting. What can be counted is never kept: views count the rows that are there, so that a merged or
 * split speaker, a restored passage and an undone change are counted as they are now. What somebody has to judge (scores,
 * topics) stands in the one row that every completed meeting has in `analytics`, and is NULL until somebody does.
 */

/** How much one speaker says. */
interface SpeakerTalk {
  readonly clusterId: string;
  /** Seconds. */
  readonly seconds: Seconds;
  /** Of the sum of all speakers' seconds, 0 to 1; null: nobody says anything. */
  readonly share: number | null;
  readonly turns: number;
  /** As the recognizer told them apart. */
  readonly words: number;
}

export interface MeetingTalk {
  /** In the order in which they first speak. */
  readonly speakers: readonly SpeakerTalk[];
  /** Turns and words, those that belong to nobody included. */
  readonly turns: number;
  readonly words: number;
  /** Seconds in which somebody speaks, each counted once. */
  readonly speech: Seconds;
  /** Seconds in which at least two speak at the same time. */
  readonly overlap: Seconds;
  /** The longest time between the first voice and the last in which nobody speaks. */
  readonly longestSilence: Seconds;
}

/** What can be counted in a meeting, as it is now. */
export function talkOf(store: Store, meetingId: string): MeetingTalk {
  return read(store, 'counting who speaks how much', () => {
    const speakers = store
      .sql<SpeakerTalk>(
        `SELECT cluster_id AS clusterId, seconds, share, turns, words FROM speaker_talk
         WHERE meeting_id = ? ORDER BY position`,
      )
      .all(meetingId);
    const said = store
      .sql<Pick<MeetingTalk, 'turns' | 'words'>>(
        `SELECT count(*) AS turns, coalesce(sum(json_array_length(g.words)), 0) AS words
         FROM transcriptions t JOIN transcript_segments g ON g.transcription_id = t.id WHERE t.meeting_id = ?`,
      )
      .get(meetingId)!;
    const heard = store
      .sql<Pick<MeetingTalk, 'speech' | 'overlap' | 'longestSilence'>>(
        `SELECT coalesce(sum(seconds) FILTER (WHERE voices > 0), 0) AS speech,
                coalesce(sum(seconds) FILTER (WHERE voices > 1), 0) AS overlap,
                coalesce(max(seconds) FILTER (WHERE voices = 0), 0) AS longestSilence
         FROM meeting_stretches WHERE meeting_id = ?`,
      )
      .get(meetingId)!;
    return { speakers, ...said, ...heard };
  });
}

/** How often one speaker takes the floor from another. */
export interface Interruptions {
  readonly clusterId: string;
  readonly interrupted: string;
  readonly times: number;
}

/**
 * Who interrupts whom: somebody who has spoken for a second still speaks when another begins, who says three words at
 * least and goes on after the first has stopped. Short answers and laughter are none.
 */
export function interruptionsOf(store: Store, meetingId: string): readonly Interruptions[] {
  return read(store, 'counting interruptions', () =>
    store
      .sql<Interruptions>(
        `SELECT b.speaker AS clusterId, a.speaker AS interrupted, count(*) AS times
         FROM transcriptions t
         JOIN transcript_segments a ON a.transcription_id = t.id
         JOIN transcript_segments b ON b.transcription_id = t.id AND b.position BETWEEN a.position + 1 AND a.position + 4
         WHERE t.meeting_id = ? AND t.status = 'completed' AND a.speaker_id IS NOT NULL AND b.speaker_id IS NOT NULL
           AND a.speaker <> b.speaker AND b.start_time >= a.start_time + 1 AND b.start_time < a.end_time - 0.25
           AND b.end_time > a.end_time AND json_array_length(b.words) >= 3
         GROUP BY b.speaker, a.speaker ORDER BY times DESC, clusterId, interrupted`,
      )
      .all(meetingId),
  );
}

/** The row of a meeting that nobody has judged yet. To be called inside `write`. */
export function addAnalytics(
  store: Store,
  added: { readonly id: string; readonly meetingId: string; readonly now: string },
): void {
  const { id, meetingId, now } = added;
  store
    .sql('INSERT INTO analytics (id, meeting_id, created_at, updated_at) VALUES (?, ?, ?, ?)')
    .run(id, meetingId, now, now);
}
