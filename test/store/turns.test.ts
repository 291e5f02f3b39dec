import { describe, expect, it } from 'vitest';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { turnIds } from '../../src/store/turns.js';
import { complete, enroll, makeRecording, tempStore } from './fixture.js';

describe('turnIds', () => {
  it('gives the id of every turn, in the order of the turns', () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    complete(store, makeRecording('b.ogg'), enroll(store, 'Tom'));
    const { turns } = loadMeeting(store, meetingId);
    const ids = turnIds(store, meetingId);
    const textOf = store.sql<{ text: string }>('SELECT text FROM transcript_segments WHERE id = ?');
    expect(ids.map((id) => textOf.get(id)?.text)).toEqual(turns.map(({ text }) => text));
    expect(turns.length).toBeGreaterThan(1);
  });

  it('gives nothing for a meeting that is not there', () => {
    expect(turnIds(tempStore(), 'nothing')).toEqual([]);
  });
});
