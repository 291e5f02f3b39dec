import { describe, expect, it } from 'vitest';
import { addNote, editNote, listNotes, removeNotes } from '../../../src/commands/notes/notes.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { shortId } from '../../../src/domain/meeting.js';
import { listNotes as read } from '../../../src/store/notes.js';
import { createTestContext } from '../../command-context.js';
import { complete, enroll, makeRecording, tempStore } from '../../store/fixture.js';

function prepare() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  const context = createTestContext({ home: store.home });
  const about = (subjectType: 'MEETING' | 'PERSON', subjectId: string) => () =>
    read(store, { subjectType, subjectId }).map(({ content, tags }) => [content, ...tags]);
  return {
    store,
    context,
    ofMeeting: about('MEETING', meetingId),
    ofMaya: about('PERSON', maya.id),
    meetingId,
  };
}

describe('scribe notes', () => {
  it('are about a meeting or a person, can be changed, removed, and all of it undone', async () => {
    const { store, context, ofMeeting, ofMaya, meetingId } = prepare();
    await addNote(context, ['last', 'Good mood'], { tag: ['sales'] });
    await addNote(context, ['Call her early'], { speaker: 'Maya' });
    expect(ofMeeting()).toEqual([['Good mood', 'sales']]);
    expect(ofMaya()).toEqual([['Call her early']]);
    const [{ id }] = read(store, { subjectType: 'MEETING', subjectId: meetingId });
    await editNote(context, shortId(id), 'Bad mood', {});
    expect(ofMeeting()).toEqual([['Bad mood', 'sales']]);
    await removeNotes(context, [shortId(id)]);
    expect(ofMeeting()).toEqual([]);
    await undo(context, undefined);
    await undo(context, undefined);
    expect(ofMeeting()).toEqual([['Good mood', 'sales']]);
    await listNotes(context, 'last', {});
    expect(context.printed.out).toMatch(/sales +Good mood/);
  });

  it('say what is missing', async () => {
    const { context } = prepare();
    await expect(addNote(context, ['last'], {})).rejects.toThrow('needs a meeting');
    await expect(addNote(context, ['last', 'x'], { speaker: 'Maya' })).rejects.toThrow('needs a meeting');
    await expect(addNote(context, ['last', ' '], {})).rejects.toThrow('A note needs words.');
    await expect(listNotes(context, undefined, {})).rejects.toThrow('about a meeting');
    await expect(editNote(context, 'ffffffff', 'x', {})).rejects.toThrow('no note has such an id');
  });
});
