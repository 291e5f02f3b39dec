import { describe, expect, it, onTestFinished } from 'vitest';
import { mergeSpeakers } from '../../src/commands/meetings/merge.js';
import { splitSpeaker } from '../../src/commands/meetings/split.js';
import { editPassages } from '../../src/commands/transcript/edit-passages.js';
import type { TranscriptEdit } from '../../src/edits/transcript-edit.js';
import { loadMeeting } from '../../src/store/completed-meetings.js';
import { applyEdits, listEdits } from '../../src/store/edits.js';
import { openStore } from '../../src/store/open-store.js';
import { undoOperation } from '../../src/store/operations.js';
import { recognizedTurns } from '../../src/store/original-turns.js';
import type { Store } from '../../src/store/store.js';
import { createTestContext } from '../command-context.js';
import { turnOf } from '../edits/turns.js';
import { editable, rowIds } from './editable.js';
import { at, newId, tempStore } from './fixture.js';

const apply = (store: Store, meetingId: string, ...edits: readonly TranscriptEdit[]) =>
  applyEdits(store, { meetingId, edits, source: 'person', newId, now: at(5) });

const texts = (store: Store, meetingId: string) =>
  loadMeeting(store, meetingId).turns.map(({ clusterId, text }) => `${clusterId}: ${text}`);

describe('a new recognition of a recording', () => {
  it('takes over the edits that fit, and keeps those that do not as unfit', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    apply(store, meetingId, { kind: 'text', turnId: ids[0], text: 'we use Kubernetes here' });
    apply(store, meetingId, { kind: 'text', turnId: ids[1], text: 'yes we did use it' });
    apply(store, meetingId, { kind: 'speaker', turnId: ids[2], clusterId: 'S2' });
    const again = editable(
      store,
      [
        turnOf('a', 'S1', 0.4, 'We use cuber netties here.'),
        turnOf('b', 'S2', 8.5, 'Yes, we want to use it.'),
        turnOf('c', 'S1', 12, 'Good.'),
      ],
      'edits.ogg',
      [meetingId],
    );
    expect(texts(store, again.meetingId)).toEqual([
      'S1: We use Kubernetes here.',
      'S2: Yes, we want to use it.',
      'S2: Good.',
    ]);
    expect(
      listEdits(store, again.meetingId).map(({ source, status, before, after }) => [
        source,
        status,
        before.text,
        after.text ?? after.clusterId,
      ]),
    ).toEqual([
      ['carried', 'applied', 'cuber netties', 'Kubernetes'],
      ['carried', 'unfit', 'do', 'did'],
      ['carried', 'applied', 'Good.', 'S2'],
    ]);
    expect(recognizedTurns(store, again.meetingId)?.map(({ text }) => text)).toEqual([
      'We use cuber netties here.',
      'Yes, we want to use it.',
      'Good.',
    ]);
  });

  it('takes up again what did not fit the one before', () => {
    const store = tempStore();
    const { meetingId, ids } = editable(store);
    apply(store, meetingId, { kind: 'text', turnId: ids[1], text: 'yes we did use it' });
    const second = editable(store, [turnOf('b', 'S2', 8.5, 'guess who used it')], 'edits.ogg', [meetingId]);
    expect(listEdits(store, second.meetingId)).toMatchObject([{ status: 'unfit' }]);
    const third = editable(store, [turnOf('b', 'S2', 8.5, 'yes we do use it')], 'edits.ogg', [
      second.meetingId,
    ]);
    expect(texts(store, third.meetingId)).toEqual(['S2: yes we did use it']);
    expect(listEdits(store, third.meetingId)).toMatchObject([{ status: 'applied', source: 'carried' }]);
  });
});

describe('other operations', () => {
  /** A home whose store the commands open themselves. */
  const home = () => {
    const context = createTestContext();
    onTestFinished(() => context.remove());
    const within = <T>(work: (store: Store) => T): T => {
      const store = openStore({ home: context.home, now: at(0) });
      try {
        return work(store);
      } finally {
        store.close();
      }
    };
    return { context, within };
  };
  const passage = {
    ...turnOf('p', 'S1', 4, 'and cuber netties again'),
    reason: 'no-speech',
    detail: '-',
  } as const;

  it('that restore and suppress passages keep what was edited, in the passage too', async () => {
    const { context, within } = home();
    const { meetingId, ids } = within((store) => editable(store, undefined, 'edits.ogg', [], [passage]));
    within((store) => apply(store, meetingId, { kind: 'text', turnId: ids[1], text: 'yes we did use it' }));
    await editPassages(context, 'last', 'restore', ['1']);
    const now = within((store) => rowIds(store, meetingId));
    expect(within((store) => texts(store, meetingId))).toEqual([
      'S1: we use cuber netties here and cuber netties again',
      'S2: yes we did use it',
      'S1: good',
    ]);
    const text = 'we use cuber netties here and Kubernetes again';
    within((store) => apply(store, meetingId, { kind: 'text', turnId: now[0], text }));
    await editPassages(context, 'last', 'suppress', ['1']);
    expect(within((store) => texts(store, meetingId))).toEqual([
      'S1: we use cuber netties here',
      'S2: yes we did use it',
      'S1: good',
    ]);
    expect(within((store) => listEdits(store, meetingId).map(({ status }) => status))).toEqual([
      'applied',
      'unfit',
    ]);
    const kinds = within((store) =>
      store.sql<{ kind: string }>('SELECT kind FROM transcript_segments ORDER BY position').all(),
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['final', 'corrected', 'final']);
    await editPassages(context, 'last', 'restore', ['1']);
    expect(within((store) => texts(store, meetingId))[0]).toBe(`S1: ${text}`);
    expect(within((store) => listEdits(store, meetingId).map(({ status }) => status))).toEqual([
      'applied',
      'applied',
    ]);
    for (let i = 0; i < 5; i++) within((store) => undoOperation(store, { now: at(9) }));
    expect(within((store) => texts(store, meetingId))).toEqual([
      'S1: we use cuber netties here',
      'S2: yes we do use it',
      'S1: good',
    ]);
    expect(within((store) => recognizedTurns(store, meetingId))).toBeNull();
  });

  it('that merge and divide clusters are followed by the edits', async () => {
    const { context, within } = home();
    const { meetingId, ids } = within((store) => editable(store));
    within((store) =>
      apply(store, meetingId, { kind: 'text', turnId: ids[0], text: 'we use Kubernetes here' }),
    );
    within((store) => apply(store, meetingId, { kind: 'speaker', turnId: ids[1], clusterId: 'S1' }));
    const clusters = () =>
      within((store) =>
        listEdits(store, meetingId).map(({ before, after }) => [before.clusterId, after.clusterId]),
      );
    await splitSpeaker(context, 'last', 'S1', { turns: '2' });
    expect(clusters()).toEqual([
      ['S1', 'S1'],
      ['S2', 'S3'],
    ]);
    await mergeSpeakers(context, 'last', 'S2', 'S1');
    expect(clusters()).toEqual([
      ['S2', 'S2'],
      ['S2', 'S3'],
    ]);
    expect(within((store) => texts(store, meetingId))).toEqual([
      'S2: we use Kubernetes here',
      'S3: yes we do use it',
      'S2: good',
    ]);
    for (let i = 0; i < 4; i++) within((store) => undoOperation(store, { now: at(9) }));
    expect(clusters()).toEqual([]);
  });
});
