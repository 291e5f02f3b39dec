import { describe, expect, it } from 'vitest';
import { addMarker, listMarkers, removeMarkers } from '../../../src/commands/markers/markers.js';
import { undo } from '../../../src/commands/operations/undo.js';
import { shortId } from '../../../src/domain/meeting.js';
import { addMarker as extract, listMarkers as read } from '../../../src/store/notes.js';
import { turnIds } from '../../../src/store/turns.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId, tempStore } from '../../store/fixture.js';

function prepare() {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const context = createTestContext({ home: store.home });
  // What is extracted from the meeting itself is none of these.
  const markers = () => read(store, meetingId).filter(({ origin }) => origin === 'person');
  return { store, meetingId, context, markers };
}

describe('scribe markers', () => {
  it('marks a moment, and the words that are said', async () => {
    const { context, store, meetingId, markers } = prepare();
    await addMarker(context, 'last', 'Here', { type: 'risk', at: '0:05' });
    await addMarker(context, 'last', undefined, { type: 'todo', find: 'MÓRNING' });
    expect(markers()).toEqual([
      expect.objectContaining({
        type: 'todo',
        content: 'Good morning.',
        timestamp: 200,
        speaker: 'S1',
        sourceSegmentIds: [turnIds(store, meetingId)[0]],
      }),
      expect.objectContaining({
        type: 'risk',
        content: 'Here',
        timestamp: 5000,
        speaker: null,
        sourceSegmentIds: [],
      }),
    ]);
    await listMarkers(context, 'last', { type: 'todo' });
    expect(context.printed.out).toMatch(/0:00 +todo +Maya +person +Good morning\./);
    await undo(context, undefined);
    expect(markers().map(({ content }) => content)).toEqual(['Here']);
  });

  it('removes its own for good, and hides one that was found', async () => {
    const { context, store, meetingId, markers } = prepare();
    await addMarker(context, 'last', 'Here', { type: 'risk', at: '0:05' });
    const found = {
      id: newId(),
      meetingId,
      type: 'decision' as const,
      content: 'x',
      timestamp: 1,
      speaker: null,
    };
    extract(store, {
      ...found,
      origin: 'extractive',
      sourceSegmentIds: [turnIds(store, meetingId)[0]],
      now: at(3),
    });
    await removeMarkers(context, [shortId(markers()[0].id), shortId(found.id)]);
    expect(markers()).toEqual([]);
    expect(read(store, meetingId, { origin: 'dismissed' }).map(({ id }) => id)).toEqual([found.id]);
    await undo(context, undefined);
    expect(markers().length).toBe(1);
    expect(read(store, meetingId, { origin: 'dismissed' })).toEqual([]);
  });

  it('says where words are said several times, nowhere, or not at all', async () => {
    const { context } = prepare();
    const add = (flags: { at?: string; find?: string }) =>
      addMarker(context, 'last', 'x', { type: 'risk', ...flags });
    await expect(add({ find: 'o' })).rejects.toThrow('is said 2 times: at 0:00, 0:08.');
    await expect(add({ find: 'budget' })).rejects.toThrow('Nobody says "budget"');
    await expect(add({ at: '2:00:00' })).rejects.toThrow('--at is "2:00:00"');
    await expect(add({})).rejects.toThrow('needs a place');
    await expect(addMarker(context, 'last', undefined, { type: 'risk', at: '5' })).rejects.toThrow(
      'nobody speaks',
    );
  });
});
