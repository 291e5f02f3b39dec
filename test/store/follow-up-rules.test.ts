import { describe, expect, it } from 'vitest';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import type { Store } from '../../src/store/store.js';
import { at, complete, countRows, enroll, makeRecording, newId, snapshot, tempStore } from './fixture.js';

/*
 * Rules of what follows from a meeting, as the database itself keeps them, whoever writes: plain SQL here, on purpose.
 */

function seeded() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  return { store, maya, meetingId };
}

function addTask(store: Store, meetingId: string, columns: Readonly<Record<string, unknown>> = {}): string {
  const id = newId();
  const row = { id, meeting_id: meetingId, title: 'call', created_at: at(3), updated_at: at(3), ...columns };
  const names = Object.keys(row);
  store
    .sql(`INSERT INTO tasks (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
    .run(row);
  return id;
}

describe.each([
  { table: 'notes', kind: 'subject_type', subject: 'subject_id', more: { content: 'n', updated_at: at(3) } },
  { table: 'ai_threads', kind: 'context_type', subject: 'context_id', more: {} },
])('$table', ({ table, kind, subject, more }) => {
  const add = (store: Store, type: string, about: string) => {
    const row = { id: newId(), created_at: at(3), [kind]: type, [subject]: about, ...more };
    const names = Object.keys(row);
    store
      .sql(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((n) => `@${n}`).join(', ')})`)
      .run(row);
  };

  it('are about a meeting or a person who is there', () => {
    const { store, maya, meetingId } = seeded();
    add(store, 'MEETING', meetingId);
    add(store, 'PERSON', maya.id);
    expect(countRows(store, table)).toBe(2);
  });

  it.each([
    ['a meeting as a person', 'PERSON', 'meeting'],
    ['a person as a meeting', 'MEETING', 'person'],
    ['nobody', 'PERSON', 'nobody'],
  ])('are not about %s', (_, type, about) => {
    const { store, maya, meetingId } = seeded();
    const id = { meeting: meetingId, person: maya.id, nobody: newId() }[about]!;
    expect(() => add(store, type, id)).toThrow(/is about a meeting or a person who is there/);
  });

  it('know no other subject', () => {
    const { store, meetingId } = seeded();
    expect(() => add(store, 'ROOM', meetingId)).toThrow();
  });

  it('cannot be moved to nobody', () => {
    const { store, meetingId } = seeded();
    add(store, 'MEETING', meetingId);
    expect(() => store.sql(`UPDATE ${table} SET ${subject} = ?`).run(newId())).toThrow(/who is there/);
    expect(() => store.sql(`UPDATE ${table} SET ${kind} = 'PERSON'`).run()).toThrow(/who is there/);
  });

  it('go with a person, and come back with that person', () => {
    const { store, maya } = seeded();
    add(store, 'PERSON', maya.id);
    const before = snapshot(store);
    const operation = { kind: 'test', doing: 'testing', summary: 'gone', meetingId: null, now: at(4) };
    recordOperation(store, operation, () => store.sql('DELETE FROM user_profiles WHERE id = ?').run(maya.id));
    expect(countRows(store, table)).toBe(0);
    undoOperation(store, { now: at(5) });
    expect(snapshot(store)).toEqual(before);
  });

  it('go with their meeting', () => {
    const { store, meetingId } = seeded();
    add(store, 'MEETING', meetingId);
    store.sql('DELETE FROM meetings').run();
    expect(countRows(store, table)).toBe(0);
  });
});

describe('tasks', () => {
  const wait = (store: Store, id: string, other: string | null) =>
    store.sql('UPDATE tasks SET depends_on = ? WHERE id = ?').run(other, id);

  it('wait for others, in chains and in trees', () => {
    const { store, meetingId } = seeded();
    const [a, b, c, d] = [0, 1, 2, 3].map(() => addTask(store, meetingId));
    wait(store, b, a);
    wait(store, c, b);
    wait(store, d, b);
    wait(store, d, a);
    wait(store, d, null);
    expect(addTask(store, meetingId, { depends_on: c })).toBeTruthy();
  });

  it('never wait for themselves, not even through others', () => {
    const { store, meetingId } = seeded();
    const [a, b, c] = [0, 1, 2].map(() => addTask(store, meetingId));
    const circle = 'a task cannot wait for itself, not even through others';
    expect(() => wait(store, a, a)).toThrow(circle);
    wait(store, b, a);
    expect(() => wait(store, a, b)).toThrow(circle);
    wait(store, c, b);
    expect(() => wait(store, a, c)).toThrow(circle);
    const own = newId();
    expect(() => addTask(store, meetingId, { id: own, depends_on: own })).toThrow(circle);
  });

  it('wait for nothing any longer when the other one is removed', () => {
    const { store, meetingId } = seeded();
    const a = addTask(store, meetingId);
    const b = addTask(store, meetingId, { depends_on: a });
    store.sql('DELETE FROM tasks WHERE id = ?').run(a);
    expect(store.sql('SELECT id, depends_on FROM tasks').all()).toEqual([{ id: b, depends_on: null }]);
  });

  it.each([
    ['completed at no moment', { status: 'completed' }],
    ['open since a moment of completion', { completed_at: at(4) }],
    ['with sub-tasks that are no list', { sub_tasks: '{"title": "x"}' }],
    ['with sources that are no list', { source_segment_ids: '"x"' }],
    ['with a status of another system', { status: 'OPEN' }],
    ['with a priority that nobody knows', { priority: 'urgent' }],
    ['due at a time', { due_date: '2026-01-05T10:00:00Z' }],
    ['of a meeting that is not there', { meeting_id: newId() }],
  ])('are not %s', (_, columns) => {
    const { store, meetingId } = seeded();
    expect(() => addTask(store, meetingId, columns)).toThrow();
    const id = addTask(store, meetingId);
    const [[name, value]] = Object.entries(columns);
    expect(() => store.sql(`UPDATE tasks SET ${name} = ? WHERE id = ?`).run(value, id)).toThrow();
  });

  it('outlive the speaker who owns them', () => {
    const { store, meetingId } = seeded();
    const owner = store.sql<{ id: string }>('SELECT id FROM speakers LIMIT 1').get()!.id;
    addTask(store, meetingId, { owner_speaker_id: owner, owner_name: 'Maya' });
    store.sql('DELETE FROM speakers WHERE id = ?').run(owner);
    expect(store.sql('SELECT owner_speaker_id AS id, owner_name AS name FROM tasks').all()).toEqual([
      { id: null, name: 'Maya' },
    ]);
  });
});

describe('threads', () => {
  it('have one row of metrics a turn', () => {
    const { store, meetingId } = seeded();
    const thread = newId();
    store
      .sql("INSERT INTO ai_threads (id, context_type, context_id, created_at) VALUES (?, 'MEETING', ?, ?)")
      .run(thread, meetingId, at(3));
    const add = (turn: number) =>
      store
        .sql('INSERT INTO turn_metrics (id, thread_id, turn_number, timestamp) VALUES (?, ?, ?, ?)')
        .run(newId(), thread, turn, at(3));
    add(0);
    add(1);
    expect(() => add(1)).toThrow(/UNIQUE/);
    expect(() => add(-1)).toThrow(/CHECK/);
    store.sql('DELETE FROM ai_threads').run();
    expect(countRows(store, 'turn_metrics')).toBe(0);
  });
});
