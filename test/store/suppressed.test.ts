import { describe, expect, it } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import type { Store } from '../../src/store/store.js';
import { activeSuppressed, listSuppressed, markRestored } from '../../src/store/suppressed.js';
import { at, complete, countRows, enroll, makeRecording, newId, tempStore } from './fixture.js';

function setUp() {
  const store = tempStore();
  return { store, ...complete(store, makeRecording('a.ogg'), enroll(store, 'Maya')) };
}

describe('a suppressed passage', () => {
  it('comes back number for number, evidence or not, in the order of time', () => {
    const { store, meetingId, meeting } = setUp();
    expect(activeSuppressed(store, meetingId)).toEqual(meeting.suppressed);
    expect(listSuppressed(store, meetingId)).toEqual(
      meeting.suppressed.map((passage, i) => ({
        ...passage,
        number: i + 1,
        restoredAt: null,
        isOriginal: false,
      })),
    );
  });

  it('keeps its number when another is restored, and leaves the meeting when it is restored itself', () => {
    const { store, meetingId, meeting } = setUp();
    markRestored(store, { meetingId, numbers: [1], restoredAt: at(9) });
    expect(listSuppressed(store, meetingId).map((p) => [p.number, p.restoredAt])).toEqual([
      [1, at(9)],
      [2, null],
    ]);
    expect(loadMeeting(store, meetingId).suppressed).toEqual([meeting.suppressed[1]]);
    // A second time is not another moment.
    markRestored(store, { meetingId, numbers: [1], restoredAt: null });
    expect(listSuppressed(store, meetingId)[0].restoredAt).toBeNull();
  });

  it('goes with its meeting, and stays when the voice that it would belong to goes', () => {
    const { store, meetingId } = setUp();
    const other = complete(store, makeRecording('b.ogg'), enroll(store, 'Tom'));
    store.sql("DELETE FROM speakers WHERE meeting_id = ? AND cluster_id = 'S2'").run(meetingId);
    expect(listSuppressed(store, meetingId)).toHaveLength(2);
    removeMeeting(store, meetingId);
    expect(countRows(store, 'suppressed_segments')).toBe(2);
    expect(listSuppressed(store, other.meetingId)).toHaveLength(2);
  });
});

describe('turns that are replaced', () => {
  const idsOf = (store: Store) =>
    store
      .sql<{ id: string; text: string; position: number; speakerId: string | null }>(
        'SELECT id, text, position, speaker_id AS speakerId FROM transcript_segments ORDER BY position',
      )
      .all();

  it('keep their rows where they begin or end as before, and the others get new ones', () => {
    const { store, meetingId, meeting } = setUp();
    const before = idsOf(store);
    const [first, second, third] = meeting.turns;
    const added = { ...third, start: 5, end: 6, text: 'Put back.' };
    const longer = { ...third, start: 7, text: `Well, ${third.text}` };
    replaceTurns(store, { meetingId, turns: [first, second, added, longer], newId, now: at(7) });
    const after = idsOf(store);
    expect(after.map((row) => row.text)).toEqual([first.text, second.text, 'Put back.', longer.text]);
    expect(after.map((row) => row.position)).toEqual([0, 1, 2, 3]);
    expect([after[0].id, after[1].id, after[3].id]).toEqual(before.map((row) => row.id));
    expect(before.map((row) => row.id)).not.toContain(after[2].id);
    expect(after[2].speakerId).toBe(before[2].speakerId);
    expect(loadMeeting(store, meetingId).turns).toEqual([first, second, added, longer]);
  });

  it('that are gone leave no row', () => {
    const { store, meetingId, meeting } = setUp();
    replaceTurns(store, { meetingId, turns: [meeting.turns[1]], newId, now: at(7) });
    expect(loadMeeting(store, meetingId).turns).toEqual([meeting.turns[1]]);
    expect(countRows(store, 'transcript_segments')).toBe(1);
  });
});
