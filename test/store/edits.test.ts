import { describe, expect, it } from 'vitest';
import type { TranscriptEdit } from '../../src/edits/transcript-edit.js';
import { talkOf } from '../../src/store/analytics.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { applyEdits, listEdits } from '../../src/store/edits.js';
import { listOperations, undoOperation } from '../../src/store/operations.js';
import type { Store } from '../../src/store/store.js';
import { editable, rowIds } from './editable.js';
import { at, newId, tempStore } from './fixture.js';

const apply = (store: Store, meetingId: string, ...edits: readonly TranscriptEdit[]) =>
  applyEdits(store, { meetingId, edits, source: 'person', newId, now: at(5) });

/** Everything of a store that an edit may change. */
const contents = (store: Store) =>
  ['meetings', 'speakers', 'transcript_segments', 'edits', 'tasks'].map((table) =>
    store
      .sql<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY id`)
      .all()
      .map(({ updated_at, ...row }) => row),
  );

const texts = (store: Store, meetingId: string) =>
  loadMeeting(store, meetingId).turns.map(({ clusterId, text }) => `${clusterId}: ${text}`);

describe('edits of a transcript', () => {
  it('are in it, in the log, and undone as one', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    const before = contents(store);
    const { records, operationId } = apply(
      store,
      meetingId,
      { kind: 'text', turnId: ids[0], text: 'we use Kubernetes here' },
      { kind: 'split', turnId: ids[1], at: 3 },
      { kind: 'speaker', turnId: ids[2], clusterId: 'S2' },
    );
    expect(texts(store, meetingId)).toEqual([
      'S1: we use Kubernetes here',
      'S2: yes we do',
      'S2: use it',
      'S2: good',
    ]);
    expect(listOperations(store)[0]).toMatchObject({
      id: operationId,
      summary: 'changed 1 passage, gave 1 turn to another speaker, divided 1 turn in "Stand-up, “Monday” 🌊"',
    });
    expect(listEdits(store, meetingId)).toEqual(
      records.map((record) => ({
        ...JSON.parse(JSON.stringify(record)),
        id: expect.any(String),
        source: 'person',
        status: 'applied',
        createdAt: at(5),
      })),
    );
    undoOperation(store, { now: at(6) });
    expect(contents(store)).toEqual(before);
  });

  it('keep the ids of turns, and mark those whose words were changed', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    apply(store, meetingId, { kind: 'text', turnId: ids[0], text: 'we use Kubernetes here' });
    apply(store, meetingId, { kind: 'speaker', turnId: ids[1], clusterId: 'S1' });
    expect(rowIds(store, meetingId)).toEqual(ids);
    const kinds = store.sql<{ kind: string }>('SELECT kind FROM transcript_segments ORDER BY position').all();
    expect(kinds.map(({ kind }) => kind)).toEqual(['corrected', 'final', 'final']);
  });

  it('move what a cluster says with a turn', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    const seconds = () => talkOf(store, meetingId).speakers.map((speaker) => speaker.seconds);
    const [first, second] = seconds();
    apply(store, meetingId, { kind: 'speaker', turnId: ids[1], clusterId: 'S1' });
    const [more, less] = seconds();
    expect(less).toBeCloseTo(second - 2.5);
    expect(more).toBeCloseTo(first + 1.7);
    const { clusters } = loadMeeting(store, meetingId);
    expect(clusters.find(({ id }) => id === 'S2')?.spans).toEqual([{ start: 11, end: 12 }]);
  });

  it('can be undone in any order, where they do not build on each other', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    const before = contents(store);
    const first = apply(store, meetingId, { kind: 'text', turnId: ids[0], text: 'we use Kubernetes here' });
    const second = apply(store, meetingId, { kind: 'text', turnId: ids[1], text: 'yes, we do use it' });
    const third = apply(store, meetingId, { kind: 'split', turnId: ids[0], at: 2 });
    undoOperation(store, { id: second.operationId!, now: at(6) });
    expect(texts(store, meetingId)).toEqual([
      'S1: we use',
      'S1: Kubernetes here',
      'S2: yes we do use it',
      'S1: good',
    ]);
    expect(() => undoOperation(store, { id: first.operationId!, now: at(6) })).toThrow(
      'a later operation, 3 (divided 1 turn in',
    );
    undoOperation(store, { id: third.operationId!, now: at(6) });
    undoOperation(store, { id: first.operationId!, now: at(6) });
    expect(contents(store)).toEqual(before);
  });

  it('that change nothing are no operation', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    expect(apply(store, meetingId, { kind: 'speaker', turnId: ids[0], clusterId: 'S1' })).toMatchObject({
      operationId: null,
      records: [],
    });
    expect(listEdits(store, meetingId)).toEqual([]);
  });

  it('are all refused when one of them does not fit', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    const before = contents(store);
    const good = { kind: 'text', turnId: ids[0], text: 'other words' } as const;
    for (const [bad, message] of [
      [{ kind: 'speaker', turnId: ids[1], clusterId: 'S9' }, 'there is no speaker S9'],
      [{ kind: 'merge', turnId: ids[0], nextId: ids[2] }, 'does not follow the turn'],
      [{ kind: 'text', turnId: newId(), text: '' }, 'there is no turn'],
    ] as const)
      expect(() => apply(store, meetingId, good, bad)).toThrow(message);
    expect(contents(store)).toEqual(before);
    expect(() => apply(store, newId(), good)).toThrow('it has no transcript');
  });

  it('lead tasks from a turn that is joined to the one that it is in', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    store
      .sql(
        `INSERT INTO tasks (id, meeting_id, title, source_segment_ids, created_at, updated_at) VALUES (?, ?, 'x', ?, ?, ?)`,
      )
      .run(newId(), meetingId, JSON.stringify([ids[1]]), at(4), at(4));
    const source = () => store.sql<{ ids: string }>('SELECT source_segment_ids AS ids FROM tasks').get()?.ids;
    apply(store, meetingId, { kind: 'merge', turnId: ids[0], nextId: ids[1] });
    expect(source()).toBe(JSON.stringify([ids[0]]));
    undoOperation(store, { now: at(6) });
    expect(source()).toBe(JSON.stringify([ids[1]]));
  });
});
