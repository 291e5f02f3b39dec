import { describe, expect, it } from 'vitest';
import type { MeetingFields } from '../../src/domain/meeting-fields.js';
import { completeMeeting } from '../../src/store/completed-meetings.js';
import { forgetProfile } from '../../src/store/forget-profile.js';
import { editMeeting } from '../../src/store/inherit-fields.js';
import { nameLabel } from '../../src/store/labels.js';
import { loadFields, setFields } from '../../src/store/meeting-fields.js';
import { recordOperation, undoOperation } from '../../src/store/operations.js';
import { meetingPeople } from '../../src/store/participants.js';
import { editProfile, renameProfile } from '../../src/store/profiles.js';
import type { Store } from '../../src/store/store.js';
import {
  at,
  begin,
  complete,
  countRows,
  enroll,
  makeMeeting,
  makeRecording,
  newId,
  snapshot,
  tempStore,
} from './fixture.js';

function seeded() {
  const store = tempStore();
  const maya = enroll(store, 'Maya');
  const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
  return { store, maya, meetingId };
}

const set = (store: Store, meetingId: string, fields: MeetingFields, more = {}) =>
  setFields(store, { meetingId, fields, newId, now: at(5), ...more });

const edit = (store: Store, meetingId: string, fields: MeetingFields, clear: readonly 'contact'[] = []) =>
  recordOperation(
    store,
    { kind: editMeeting, doing: 'testing', summary: 'edited', meetingId, now: at(6) },
    () => set(store, meetingId, fields, { clear }),
  );

const full: MeetingFields = {
  title: 'Pricing call',
  description: 'About prices.',
  sourceType: 'upload',
  direction: 'INCOMING',
  workspace: { name: 'Sales & Co' },
  room: { name: 'Blue', type: 'call', token: 'blue-7' },
  owner: { name: 'Maya Lopez', email: 'maya@example.org', id: 'auth0|5f1' },
  contact: { name: 'Ines', id: 'crm-1', phone: '+351', organization: 'Duarte' },
  scheduledStart: at(60),
  scheduledEnd: at(90),
  participants: [
    { name: 'Maya', role: 'organizer' },
    { email: 'tom@example.org', status: 'declined' },
  ],
};

describe('the fields of a meeting', () => {
  it('are unknown until somebody says them', () => {
    const { store, meetingId } = seeded();
    expect(loadFields(store, meetingId)).toMatchObject({
      description: null,
      sourceType: 'recording',
      direction: 'UNKNOWN',
      workspace: null,
      room: null,
      owner: null,
      contact: null,
      scheduledStart: null,
      scheduledEnd: null,
    });
  });

  it('come back as they were said, and the owner owns the file', () => {
    const { store, meetingId, maya } = seeded();
    set(store, meetingId, full);
    const { owner, workspace, room, participants, ...plain } = loadFields(store, meetingId);
    expect(plain).toEqual({
      description: 'About prices.',
      sourceType: 'upload',
      direction: 'INCOMING',
      contact: full.contact,
      scheduledStart: at(60),
      scheduledEnd: at(90),
    });
    expect(workspace).toMatchObject({ name: 'Sales & Co', slug: 'sales-co' });
    expect(room).toMatchObject({ name: 'Blue', type: 'call', token: 'blue-7' });
    expect(owner).toMatchObject({ name: 'Maya Lopez', email: 'maya@example.org', externalId: 'auth0|5f1' });
    expect(store.sql('SELECT owner FROM files').all()).toEqual([{ owner: owner!.id }]);
    expect(participants).toEqual([
      {
        name: 'Maya',
        email: null,
        profileId: maya.id,
        role: 'organizer',
        status: 'attended',
        named: true,
        seconds: expect.any(Number),
      },
      {
        name: null,
        email: 'tom@example.org',
        profileId: null,
        role: 'participant',
        status: 'declined',
        named: true,
        seconds: null,
      },
    ]);
  });

  it('can be changed, taken away and taken back', () => {
    const { store, meetingId } = seeded();
    set(store, meetingId, full);
    const before = snapshot(store);
    edit(store, meetingId, { participants: [{ name: 'Maya', role: 'organizer' }, { name: 'Ana' }] }, [
      'contact',
    ]);
    expect(loadFields(store, meetingId)).toMatchObject({ contact: null, direction: 'INCOMING' });
    expect(loadFields(store, meetingId).participants.map(({ name }) => name)).toEqual(['Maya', 'Ana']);
    undoOperation(store, { now: at(7) });
    expect(snapshot(store)).toEqual(before);
  });

  it('are no operation when nothing changes', () => {
    const { store, meetingId } = seeded();
    set(store, meetingId, full);
    expect(edit(store, meetingId, full).operationId).toBeNull();
  });

  it('are refused when the meeting would end before it begins', () => {
    const { store, meetingId } = seeded();
    set(store, meetingId, { scheduledStart: at(60) });
    expect(() => set(store, meetingId, { scheduledEnd: at(59) })).toThrow(/it would begin at .* and end at/);
  });

  it('share workspaces, rooms and owners with other meetings', () => {
    const { store, meetingId } = seeded();
    const other = complete(store, makeRecording('b.ogg'), enroll(store, 'Tom')).meetingId;
    set(store, meetingId, { workspace: { name: 'Sales' }, room: { name: 'Blue' }, owner: { name: 'Ana' } });
    set(store, other, {
      workspace: { name: 'SALES' },
      room: { name: 'blue' },
      owner: { name: 'ana' },
    });
    for (const table of ['workspaces', 'rooms']) expect(countRows(store, table), table).toBe(1);
    expect(countRows(store, 'users')).toBe(2); // with `local`
    set(store, other, { workspace: { name: 'Sàles!' } });
    expect(store.sql('SELECT slug FROM workspaces ORDER BY slug').all()).toEqual([
      { slug: 'sales' },
      { slug: 'sales-2' },
    ]);
    set(store, other, { room: { name: 'Blue' } });
    expect(countRows(store, 'rooms')).toBe(2);
  });

  it('add to what is known of an owner, and never change it', () => {
    const { store, meetingId } = seeded();
    const owner = (fields: NonNullable<MeetingFields['owner']>) => {
      set(store, meetingId, { owner: fields });
      const { id: _, ...shown } = loadFields(store, meetingId).owner!;
      return shown;
    };
    expect(owner({ email: 'ana@x.org' })).toEqual({
      externalId: 'ana@x.org',
      name: null,
      email: 'ana@x.org',
    });
    expect(owner({ name: 'Ana', email: 'ana@x.org', id: 'a1' })).toEqual({
      externalId: 'a1',
      name: 'Ana',
      email: 'ana@x.org',
    });
    expect(owner({ name: 'Anna', id: 'a1' })).toEqual({ externalId: 'a1', name: 'Ana', email: 'ana@x.org' });
    owner({ name: 'Rui', id: 'r1', email: 'rui@x.org' });
    expect(() => owner({ id: 'r1', email: 'ana@x.org' })).toThrow(
      /r1 is one account, and ana@x.org that of another/,
    );
  });
});

describe('a meeting that takes the place of another', () => {
  /** Processes the same recording again, told `fields` by the sidecar and `flags` by flags. */
  function again(
    store: Store,
    replaced: string,
    maya: { id: string; displayName: string },
    fields: MeetingFields,
    flags: MeetingFields = {},
  ) {
    const recording = makeRecording('a.ogg');
    const begun = begin(store, recording, 10);
    setFields(store, { meetingId: begun.meetingId, fields: { ...fields, ...flags }, newId, now: at(10) });
    const said = Object.keys(flags) as (keyof MeetingFields)[];
    const meeting = { ...makeMeeting(recording, maya, begun.meetingId), title: 'a' };
    completeMeeting(store, {
      ...begun,
      meeting,
      style: 'verbatim',
      replaces: [replaced],
      said,
      newId,
      now: at(11),
    });
    return { id: begun.meetingId, ...loadFields(store, begun.meetingId) };
  }

  it('has what a flag says, else what a person changed, else what is said now, else what was known', () => {
    const { store, meetingId, maya } = seeded();
    set(store, meetingId, {
      workspace: { name: 'Old' },
      direction: 'INCOMING',
      description: 'old',
      room: { name: 'Blue' },
      owner: { name: 'Ana' },
    });
    edit(store, meetingId, {
      title: 'Edited',
      workspace: { name: 'Edited' },
      description: 'edited',
      participants: [{ name: 'Ana' }],
    });
    const now: MeetingFields = {
      workspace: { name: 'Now' },
      direction: 'OUTGOING',
      description: 'now',
      participants: [{ name: 'Rui' }],
    };
    const { id, ...after } = again(store, meetingId, maya, now, { description: 'flag' });
    expect(after).toMatchObject({
      workspace: { name: 'Edited' },
      description: 'flag',
      direction: 'OUTGOING',
      room: { name: 'Blue' },
      owner: { name: 'Ana' },
    });
    expect(after.participants.filter(({ named }) => named).map(({ name }) => name)).toEqual(['Ana']);
    expect(store.sql('SELECT id, title FROM meetings').all()).toEqual([{ id, title: 'Edited' }]);
    expect(store.sql('SELECT owner FROM files').all()).toEqual([{ owner: after.owner!.id }]);
  });

  it('does not have what was taken back', () => {
    const { store, meetingId, maya } = seeded();
    edit(store, meetingId, { direction: 'INCOMING' });
    undoOperation(store, { now: at(7) });
    expect(again(store, meetingId, maya, { direction: 'OUTGOING' }).direction).toBe('OUTGOING');
  });
});

describe('who took part', () => {
  const names = (store: Store, meetingId: string) =>
    meetingPeople(store, meetingId).map(({ name, status, named }) => [name, status, named]);

  it('is whoever was recognized or named, where nobody said more', () => {
    const { store, meetingId } = seeded();
    expect(names(store, meetingId)).toEqual([['Maya', 'attended', false]]);
    nameLabel(store, { meetingId, clusterId: 'S2' }, 'Ana');
    expect(names(store, meetingId)).toEqual([
      ['Ana', 'attended', false],
      ['Maya', 'attended', false],
    ]);
  });

  it('joins those who were named with those who are heard, by name and by address', () => {
    const { store, meetingId, maya } = seeded();
    editProfile(store, { profileId: maya.id, details: { email: 'maya@example.org' }, now: at(4) });
    nameLabel(store, { meetingId, clusterId: 'S2' }, 'Ana');
    set(store, meetingId, {
      participants: [{ email: 'maya@example.org' }, { name: 'ana' }, { name: 'Rui' }],
    });
    expect(names(store, meetingId)).toEqual([
      ['Maya', 'attended', true],
      ['ana', 'attended', true],
      ['Rui', 'invited', true],
    ]);
    renameProfile(store, { profileId: maya.id, displayName: 'Maya Lopez', now: at(6) });
    expect(names(store, meetingId)[0]).toEqual(['Maya Lopez', 'attended', true]);
  });

  it('knows somebody who is enrolled later', () => {
    const { store, meetingId } = seeded();
    set(store, meetingId, { participants: [{ name: 'Rui' }] });
    const rui = enroll(store, 'RUI');
    expect(meetingPeople(store, meetingId)[0]).toMatchObject({
      name: 'RUI',
      profileId: rui.id,
      status: 'invited',
    });
  });

  it('is refused where two names are one person', () => {
    const { store, meetingId, maya } = seeded();
    editProfile(store, { profileId: maya.id, details: { email: 'maya@example.org' }, now: at(4) });
    expect(() =>
      set(store, meetingId, { participants: [{ name: 'Maya' }, { email: 'maya@example.org' }] }),
    ).toThrow(/Maya and maya@example.org are one enrolled person/);
  });

  it('keeps the rows of those who stay', () => {
    const { store, meetingId } = seeded();
    const ids = () =>
      store
        .sql<{ id: string }>('SELECT id FROM participants ORDER BY name')
        .all()
        .map(({ id }) => id);
    set(store, meetingId, { participants: [{ name: 'Ana' }, { name: 'Rui' }] });
    const [ana] = ids();
    set(store, meetingId, { participants: [{ name: 'Ana', status: 'accepted' }] });
    expect(ids()).toEqual([ana]);
  });

  it('forgets who is forgotten, also somebody who was only named', () => {
    const { store, meetingId } = seeded();
    edit(store, meetingId, {
      participants: [{ name: 'Rui' }, { name: 'Ana' }, { email: 'rui@example.org', name: 'R.' }],
    });
    const rui = enroll(store, 'Rui');
    editProfile(store, { profileId: rui.id, details: { email: 'rui@example.org' }, now: at(7) });
    forgetProfile(store, { profileId: rui.id, now: at(8) });
    expect(JSON.stringify(store.sql('SELECT * FROM operation_changes').all())).not.toMatch(/rui/i);
    expect(store.sql('SELECT name FROM participants').all()).toEqual([{ name: 'Ana' }]);
  });
});

describe('the details of a profile', () => {
  it('are changed one by one, and taken back', () => {
    const { store, maya } = seeded();
    const before = snapshot(store);
    const operation = { kind: 'edit-profile', doing: 'testing', summary: 'x', meetingId: null, now: at(6) };
    const details = { role: 'Lead', email: 'maya@example.org', company: 'Duarte', tags: ['team', 'lisbon'] };
    recordOperation(store, operation, () => editProfile(store, { profileId: maya.id, details, now: at(6) }));
    const row = () => store.sql('SELECT role, email, company, tags FROM user_profiles').get();
    expect(row()).toEqual({ ...details, tags: '["team","lisbon"]' });
    editProfile(store, { profileId: maya.id, details: { role: null }, now: at(6) });
    expect(row()).toMatchObject({ role: null, company: 'Duarte' });
    editProfile(store, { profileId: maya.id, details: { role: 'Lead' }, now: at(6) });
    undoOperation(store, { now: at(7) });
    const after = snapshot(store);
    const plain = ({ user_profiles: _, ...rest }: typeof after) => rest;
    expect(plain(after)).toEqual(plain(before));
    expect(row()).toEqual({ role: null, email: null, company: null, tags: '[]' });
  });
});
