import { clusterName } from '../domain/meeting.js';
import { searchByMeaning } from '../search/search-by-meaning.js';
import { contextOf, searchTranscripts } from '../search/search-transcripts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { listMeetings } from '../store/list-meetings.js';
import type { Store } from '../store/store.js';
import { turnIds } from '../store/turns.js';
import type { PassageTurn } from './passages.js';

/** Which transcripts a question is asked of. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'meeting'; readonly meetingId: string }
  /** What a person says. */
  | { readonly kind: 'person'; readonly profileId: string; readonly name: string };

const gatherDefaults = {
  /** Turns that are looked at, each with what was said around it. */
  hits: 60,
  /** Turns before and after each of them: a question is answered by whoever speaks next. */
  neighbours: 2,
} as const;

/**
 * Turns that may answer a question, each with its neighbours, best first.
 * @param terms as `questionTerms` gives them.
 * @param meaning of the question as a vector; null: no text embedding model is there, and words alone find turns.
 */
export function gatherPassages(
  store: Store,
  terms: string,
  scope: Scope,
  meaning: Parameters<typeof searchByMeaning>[2] | null,
): PassageTurn[][] {
  const search = {
    text: terms,
    limit: gatherDefaults.hits,
    ...(scope.kind === 'meeting' && { meetingId: scope.meetingId }),
    ...(scope.kind === 'person' && { speaker: scope.name }),
  };
  const hits = meaning ? searchByMeaning(store, search, meaning) : searchTranscripts(store, search);
  return hits.map((hit) => {
    const { before, after } = contextOf(store, hit, gatherDefaults.neighbours);
    return [...before, hit, ...after].map((turn) => ({
      meetingId: hit.meetingId,
      title: hit.title,
      recordedAt: hit.recordedAt,
      dating: hit.dating,
      language: hit.language,
      turnId: turn.turnId,
      speaker: turn.speaker,
      start: turn.start,
      end: turn.end,
      text: turn.text,
    }));
  });
}

/** Everything that is said in a meeting, in the order of time. */
export function wholeMeeting(store: Store, meetingId: string): PassageTurn[] {
  const meeting = loadMeeting(store, meetingId);
  const [{ startTime, dating }] = listMeetings(store, { id: meetingId });
  const names = new Map(meeting.speakers.map(({ clusterId, displayName }) => [clusterId, displayName]));
  const ids = turnIds(store, meetingId);
  return meeting.turns.map(({ clusterId, start, end, language, text }, i) => ({
    meetingId,
    turnId: ids[i],
    title: meeting.title,
    recordedAt: startTime,
    dating,
    speaker: names.get(clusterId) ?? clusterName(clusterId),
    start,
    end,
    language,
    text,
  }));
}
