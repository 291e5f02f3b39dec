import { describe, expect, it } from 'vitest';
import { addMarker, addNote, editNote, listMarkers, listNotes } from '../../src/store/notes.js';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import { addTask, listTasks, moveTask, setDependency, setSubTasks } from '../../src/store/tasks.js';
import {
  addMessage,
  addTurnMetrics,
  beginThread,
  listMessages,
  listTurnMetrics,
} from '../../src/store/threads.js';
import { at, complete, enroll, makeRecording, newId, snapshot, tempStore } from './fixture.js';

function seeded() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  return { store, maya, meetingId };
}

describe('tasks', () => {
  it('come back as they were added', () => {
    const { store, meetingId } = seeded();
    const owner = store.sql<{ id: string }>('SELECT id FROM speakers WHERE cluster_id = ?').get('S1')!.id;
    const turn = store.sql<{ id: string }>('SELECT id FROM transcript_segments LIMIT 1').get()!.id;
    const first = newId();
    const task = {
      id: newId(),
      meetingId,
      title: 'Send the offer',
      description: 'With the spring prices.',
      priority: 'high' as const,
      dueDate: '2026-01-31',
      ownerSpeakerId: owner,
      ownerName: 'Maya',
      ownerRole: 'Lead',
      sourceSegmentIds: [turn],
      sourceText: 'I will send it.',
      subTasks: [{ title: 'ask Tom', done: false }],
      dependsOn: first,
    };
    addTask(store, { id: first, meetingId, title: 'Ask for prices', now: at(5) });
    addTask(store, { ...task, now: at(6) });
    expect(listTasks(store, { meetingId })).toEqual([
      expect.objectContaining({
        id: first,
        status: 'todo',
        priority: 'medium',
        subTasks: [],
        dependsOn: null,
      }),
      {
        ...task,
        status: 'todo',
        completedAt: null,
        origin: 'person',
        createdAt: at(6),
        meetingTitle: 'Stand-up, “Monday” 🌊',
        ownerClusterId: 'S1',
        ownerSpeaker: 'Maya',
      },
    ]);
  });

  it('are completed at a moment, taken up again, and nothing else from there', () => {
    const { store, meetingId } = seeded();
    const id = newId();
    addTask(store, { id, meetingId, title: 'x', now: at(5) });
    const move = (status: Parameters<typeof moveTask>[1]['status'], n: number) => {
      moveTask(store, { id, status, now: at(n) });
      const [task] = listTasks(store, { meetingId });
      return [task.status, task.completedAt];
    };
    expect(move('in_progress', 6)).toEqual(['in_progress', null]);
    expect(move('completed', 7)).toEqual(['completed', at(7)]);
    expect(move('completed', 8)).toEqual(['completed', at(7)]);
    expect(() => move('cancelled', 9)).toThrow(/taken up again/);
    expect(move('todo', 9)).toEqual(['todo', null]);
    expect(move('snoozed', 10)).toEqual(['snoozed', null]);
  });

  it('have steps, which are checked', () => {
    const { store, meetingId } = seeded();
    const id = newId();
    addTask(store, { id, meetingId, title: 'x', now: at(5) });
    const steps = [
      { title: 'one', done: true },
      { title: 'two', done: false },
    ];
    setSubTasks(store, { id, subTasks: steps, now: at(6) });
    expect(listTasks(store, { meetingId })[0].subTasks).toEqual(steps);
    const bad = [{ title: '', done: true }];
    expect(() => setSubTasks(store, { id, subTasks: bad, now: at(7) })).toThrow();
    store.sql(`UPDATE tasks SET sub_tasks = '[1]'`).run();
    expect(() => listTasks(store, { meetingId })).toThrow(/not what scribe writes there/);
  });

  it('wait in no circle', () => {
    const { store, meetingId } = seeded();
    const [a, b] = [newId(), newId()];
    addTask(store, { id: a, meetingId, title: 'a', now: at(5) });
    addTask(store, { id: b, meetingId, title: 'b', dependsOn: a, now: at(5) });
    expect(() => setDependency(store, { id: a, dependsOn: b, now: at(6) })).toThrow(/cannot wait for itself/);
    setDependency(store, { id: b, dependsOn: null, now: at(6) });
    setDependency(store, { id: a, dependsOn: b, now: at(6) });
    expect(listTasks(store, { meetingId }).map(({ dependsOn }) => dependsOn)).toEqual([b, null]);
  });
});

describe('notes and markers', () => {
  it('come back as they were added and edited', () => {
    const { store, maya, meetingId } = seeded();
    const about = { subjectType: 'PERSON', subjectId: maya.id } as const;
    const id = newId();
    addNote(store, { id, content: 'likes tea', ...about, tags: ['drinks'], now: at(5) });
    addNote(store, { id: newId(), content: 'n', subjectType: 'MEETING', subjectId: meetingId, now: at(5) });
    editNote(store, { id, content: 'likes coffee', tags: [], now: at(6) });
    expect(listNotes(store, about)).toEqual([
      { id, content: 'likes coffee', ...about, tags: [], createdAt: at(5), updatedAt: at(6) },
    ]);
  });

  it('mark moments in the order of time', () => {
    const { store, meetingId } = seeded();
    const mark = (timestamp: number, type: 'risk' | 'decision') => ({
      id: newId(),
      meetingId,
      type,
      content: type,
      timestamp,
      speaker: 'S1',
    });
    const [late, early] = [mark(9000, 'risk'), mark(1500, 'decision')];
    for (const marker of [late, early]) addMarker(store, { ...marker, now: at(5) });
    expect(listMarkers(store, meetingId)).toEqual(
      [early, late].map((marker) => ({ ...marker, origin: 'person', sourceSegmentIds: [] })),
    );
    expect(() => addMarker(store, { ...mark(-1, 'risk'), now: at(5) })).toThrow(/CHECK/);
  });
});

describe('threads', () => {
  it('have messages in order, and one row of numbers a turn', () => {
    const { store, meetingId } = seeded();
    const threadId = newId();
    beginThread(store, { id: threadId, contextType: 'MEETING', contextId: meetingId, now: at(5) });
    const said = [
      { id: newId(), threadId, role: 'user' as const, content: 'Who decides?', toolCalls: null },
      { id: newId(), threadId, role: 'assistant' as const, content: '', toolCalls: [{ name: 'search' }] },
    ];
    for (const [i, message] of said.entries()) addMessage(store, { ...message, now: at(6 + i) });
    expect(listMessages(store, threadId)).toEqual(said);
    const turn = {
      threadId,
      turnNumber: 0,
      inputTokens: 812,
      outputTokens: 40,
      cachedTokens: null,
      latencyMs: 1530,
      classification: 'question',
      timestamp: at(8),
    };
    addTurnMetrics(store, { id: newId(), ...turn });
    expect(() => addTurnMetrics(store, { id: newId(), ...turn })).toThrow(/UNIQUE/);
    expect(listTurnMetrics(store, threadId)).toEqual([turn]);
  });
});

it('what follows from a meeting can be undone', () => {
  const { store, maya, meetingId } = seeded();
  const before = snapshot(store);
  const operation = { kind: 'test', doing: 'testing', summary: 'x', meetingId, now: at(6) };
  recordOperation(store, operation, () => {
    const id = newId();
    addTask(store, { id, meetingId, title: 'x', now: at(6) });
    moveTask(store, { id, status: 'cancelled', now: at(6) });
    addNote(store, { id: newId(), content: 'n', subjectType: 'PERSON', subjectId: maya.id, now: at(6) });
    const moment = { type: 'todo', content: 'x', timestamp: null, speaker: null } as const;
    addMarker(store, { id: newId(), meetingId, ...moment, now: at(6) });
    beginThread(store, { id: newId(), contextType: 'MEETING', contextId: meetingId, now: at(6) });
  });
  undoOperation(store, { now: at(7) });
  const { revisions: _, ...after } = snapshot(store);
  const { revisions: __, ...rest } = before;
  expect(after).toEqual(rest);
});
