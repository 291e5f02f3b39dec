import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { at, complete, countRows, enroll, makeRecording, newId, tempStore } from './fixture.js';

/*
 * Rules of the documents of mina and rooms that the database itself keeps, whoever writes: plain SQL here, on purpose.
 */

function insert(store: Store, table: string, row: Readonly<Record<string, unknown>>): void {
  const whole: Record<string, unknown> = { id: newId(), created_at: at(3), ...row };
  const names = Object.keys(whole);
  store
    .sql(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
    .run(whole);
}

function seeded() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  return { store, maya, meetingId: complete(store, makeRecording('a.ogg'), maya).meetingId };
}

describe('markers', () => {
  it('are decisions, things to do, risks and questions', () => {
    const { store, meetingId } = seeded();
    for (const type of ['decision', 'todo', 'risk', 'question'])
      insert(store, 'markers', { meeting_id: meetingId, type, content: 'x', timestamp: 0 });
    expect(countRows(store, 'markers')).toBe(4);
  });

  it.each([
    ['of another type', { type: 'idea', content: 'x' }],
    ['of no type', { type: null, content: 'x' }],
    ['without content', { type: 'risk', content: null }],
    ['before the start', { type: 'risk', content: 'x', timestamp: -1 }],
    ['between two milliseconds', { type: 'risk', content: 'x', timestamp: 0.5 }],
    ['of a speaker with more than 50 letters', { type: 'risk', content: 'x', speaker: 'x'.repeat(51) }],
    ['of no meeting', { type: 'risk', content: 'x', meeting_id: newId() }],
  ])('are not %s', (_, row) => {
    const { store, meetingId } = seeded();
    expect(() => insert(store, 'markers', { meeting_id: meetingId, ...row })).toThrow();
  });
});

describe('participants', () => {
  const roles = ['organizer', 'presenter', 'participant'];
  const statuses = ['invited', 'accepted', 'declined', 'attended'];

  it('have the roles and answers of the document', () => {
    const { store, meetingId } = seeded();
    for (const role of roles)
      for (const status of statuses)
        insert(store, 'participants', { meeting_id: meetingId, role, status, email: `${role}@${status}` });
    expect(countRows(store, 'participants')).toBe(12);
  });

  it('are invited, as participants, unless something else is said', () => {
    const { store, meetingId } = seeded();
    insert(store, 'participants', { meeting_id: meetingId, email: 'a@example.com' });
    expect(store.sql('SELECT role, status FROM participants').get()).toEqual({
      role: 'participant',
      status: 'invited',
    });
  });

  it('take part once, by profile and by address', () => {
    const { store, maya, meetingId } = seeded();
    const other = complete(store, makeRecording('b.ogg'), maya, { minute: 9 }).meetingId;
    for (const meeting of [meetingId, other])
      insert(store, 'participants', {
        meeting_id: meeting,
        user_profile_id: maya.id,
        email: 'maya@example.com',
      });
    const again = (row: object) => () => insert(store, 'participants', { meeting_id: meetingId, ...row });
    expect(again({ user_profile_id: maya.id })).toThrow(/UNIQUE.*meeting_id.*user_profile_id/);
    expect(again({ email: 'maya@example.com' })).toThrow(/UNIQUE.*meeting_id.*email/);
    expect(countRows(store, 'participants')).toBe(2);
  });

  it.each([
    ['with another role', { role: 'guest' }],
    ['with another answer', { status: 'maybe' }],
    ['gone before they came', { joined_at: at(5), left_at: at(4) }],
  ])('are not %s', (_, row) => {
    const { store, meetingId } = seeded();
    const participant = { meeting_id: meetingId, email: 'a@example.com', ...row };
    expect(() => insert(store, 'participants', participant)).toThrow(/CHECK/);
  });
});

describe('users, workspaces and rooms', () => {
  const user = (row: object) => ({ external_id: newId(), updated_at: at(3), ...row });

  it.each([
    ['users', user({ email: 'maya@example.com' })],
    ['users', user({ username: 'maya' })],
    ['workspaces', { name: 'Sales', slug: 'sales' }],
    ['rooms', { name: 'Blue', token: 'blue-1' }],
  ])('of one kind never share what they are known by (%s %j)', (table, row) => {
    const store = tempStore();
    insert(store, table, row);
    expect(() =>
      insert(store, table, { ...row, ...(table === 'users' && { external_id: newId() }) }),
    ).toThrow(/UNIQUE/);
  });

  it.each([
    ['users', user({ email: `${'x'.repeat(109)}@example.com` })],
    ['users', user({ username: 'x'.repeat(65) })],
    ['users', user({ role: 'guest' })],
    ['users', user({ is_active: 2 })],
    ['workspaces', { name: 'x'.repeat(129), slug: 'x' }],
    ['workspaces', { name: 'x', slug: 'x'.repeat(65) }],
    ['workspaces', { name: 'x', slug: 'x', settings: '{' }],
  ])('fit the columns of those who will get them (%s %j)', (table, row) => {
    expect(() => insert(tempStore(), table, row)).toThrow(/CHECK/);
  });
});
