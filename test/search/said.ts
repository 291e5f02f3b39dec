import type { Turn } from '../../src/domain/speakers.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import type { Store } from '../../src/store/store.js';
import { at, begin, enroll, makeMeeting, makeRecording, newId } from '../store/fixture.js';

/** What is said ten seconds after the turn before, by two voices in turn. */
export const turnOf = (text: string, i: number, changes: Partial<Turn> = {}): Turn => ({
  clusterId: i % 2 === 0 ? 'S1' : 'S2',
  start: 10 * i,
  end: 10 * i + 8,
  text,
  confidence: 0.9,
  language: 'en',
  words: [],
  ...changes,
});

/** A completed meeting in which this is said, by Maya and somebody whom nobody knows. */
export function meetingOf(
  store: Store,
  said: readonly (string | Turn)[],
  options: { readonly title?: string; readonly recordedAt?: string; readonly maya?: { id: string } } = {},
): string {
  const { title = 'Stand-up', recordedAt = at(0), maya = enroll(store, `Maya ${newId()}`) } = options;
  const recording = makeRecording(newId(), { recordedAt });
  const begun = begin(store, recording);
  const person = { id: maya.id, displayName: 'Maya' };
  const turns = said.map((each, i) => (typeof each === 'string' ? turnOf(each, i) : each));
  const meeting = { ...makeMeeting(recording, person, begun.meetingId), title, turns };
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', newId, now: at(1) });
  return begun.meetingId;
}
