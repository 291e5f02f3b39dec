import { describe, expect, it } from 'vitest';
import { nameLabel } from '../../src/store/labels.js';
import { addMarker, addNote, listMarkers, listNotes } from '../../src/store/notes.js';
import { addTask, listTasks, speakerRow } from '../../src/store/tasks.js';
import { turnIds } from '../../src/store/turns.js';
import { at, newId, tempStore } from './fixture.js';
import { meetingOfVoices, voice } from './meeting-of-voices.js';

describe('a meeting that takes the place of another', () => {
  it('takes over what people wrote, with the turns that are at the same time', () => {
    const store = tempStore();
    const vector = voice(0);
    const voices = [{ vector }, { vector }];
    const old = meetingOfVoices(store, 'a.ogg', voices, 1);
    nameLabel(store, { meetingId: old, clusterId: 'S2' }, 'Tom');
    const sourceSegmentIds = [turnIds(store, old)[1]];
    const owner = { ownerSpeakerId: speakerRow(store, old, 'S2') };
    addTask(store, { id: newId(), meetingId: old, title: 'Mine', ...owner, sourceSegmentIds, now: at(2) });
    addTask(store, { id: newId(), meetingId: old, title: 'Found', origin: 'extractive', now: at(2) });
    const marker = {
      meetingId: old,
      type: 'risk' as const,
      content: 'x',
      timestamp: 1,
      speaker: 'S2',
      now: at(2),
    };
    addMarker(store, { ...marker, id: newId(), sourceSegmentIds });
    addMarker(store, { ...marker, id: newId(), origin: 'dismissed' });
    addNote(store, { id: newId(), content: 'Note', subjectType: 'MEETING', subjectId: old, now: at(2) });

    const id = meetingOfVoices(store, 'a.ogg', voices, 5, [old]);
    const turn = turnIds(store, id)[1];
    expect(listTasks(store, {})).toEqual([
      expect.objectContaining({
        meetingId: id,
        title: 'Mine',
        ownerClusterId: 'S2',
        ownerSpeaker: 'Tom',
        sourceSegmentIds: [turn],
      }),
    ]);
    expect(listMarkers(store, id)).toMatchObject([{ content: 'x', speaker: 'S2', sourceSegmentIds: [turn] }]);
    expect(listMarkers(store, id, { origin: 'dismissed' })).toHaveLength(1);
    expect(listNotes(store, { subjectType: 'MEETING', subjectId: id })).toMatchObject([{ content: 'Note' }]);
  });

  it('keeps the name of an owner who is heard no longer', () => {
    const store = tempStore();
    const vector = voice(0);
    const old = meetingOfVoices(store, 'a.ogg', [{ vector }, { vector }], 1);
    nameLabel(store, { meetingId: old, clusterId: 'S2' }, 'Tom');
    addTask(store, {
      id: newId(),
      meetingId: old,
      title: 'Mine',
      ownerSpeakerId: speakerRow(store, old, 'S2'),
      now: at(2),
    });
    meetingOfVoices(store, 'a.ogg', [{ vector, seconds: 2 }], 5, [old]);
    expect(listTasks(store, {})).toMatchObject([{ ownerClusterId: null, ownerName: 'Tom' }]);
  });
});
