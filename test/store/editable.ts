import type { Turn } from '../../src/domain/speakers.js';
import type { SuppressedPassage } from '../../src/domain/suppressed.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import type { Store } from '../../src/store/store.js';
import { turnOf } from '../edits/turns.js';
import { at, begin, makeMeeting, makeRecording, newId } from './fixture.js';

const turns = [
  turnOf('a', 'S1', 0.5, 'we use cuber netties here'),
  turnOf('b', 'S2', 8.5, 'yes we do use it'),
  turnOf('c', 'S1', 12, 'good'),
];

/** A completed meeting with these turns, and the ids of their rows. */
export function editable(
  store: Store,
  said: readonly Turn[] = turns,
  name = 'edits.ogg',
  replaces: readonly string[] = [],
  suppressed: readonly SuppressedPassage[] = [],
): { readonly meetingId: string; readonly ids: readonly string[] } {
  const recording = makeRecording(name);
  const begun = begin(store, recording);
  const meeting = {
    ...makeMeeting(recording, { id: '', displayName: '' }, begun.meetingId),
    turns: said,
    suppressed,
    unrecognized: [],
  };
  completeMeeting(store, { ...begun, meeting, style: 'verbatim', replaces, newId, now: at(3) });
  return { meetingId: begun.meetingId, ids: rowIds(store, begun.meetingId) };
}

/** Ids of the rows of a meeting's turns. */
export const rowIds = (store: Store, meetingId: string): readonly string[] =>
  store
    .sql<{ id: string }>(
      `SELECT g.id FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id
       WHERE t.meeting_id = ? ORDER BY g.position`,
    )
    .all(meetingId)
    .map(({ id }) => id);
