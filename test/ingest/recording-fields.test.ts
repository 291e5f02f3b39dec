import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MeetingFields } from '../../src/domain/meeting-fields.js';
import { expandInputs } from '../../src/ingest/expand-inputs.js';
import { describeUntaken, differingFields } from '../../src/ingest/recording-fields.js';
import { loadFields, setFields } from '../../src/store/meeting-fields.js';
import { at, complete, enroll, makeRecording, newId, tempFolder, tempStore } from '../store/fixture.js';

const full: MeetingFields = {
  title: 'Pricing call',
  date: { at: at(0), source: 'option', precision: 'moment', zone: null },
  description: 'About prices.',
  sourceType: 'upload',
  direction: 'INCOMING',
  workspace: { name: 'Sales', slug: 'sales' },
  room: { name: 'Blue' },
  owner: { name: 'Maya Lopez', email: 'maya@example.org' },
  contact: { name: 'Ines', phone: '+351' },
  scheduledStart: at(60),
  scheduledEnd: at(90),
  participants: [{ name: 'Ana' }, { email: 'tom@example.org' }],
};

function stored() {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  setFields(store, { meetingId, fields: full, newId, now: at(5) });
  return { title: 'Pricing call', id: meetingId, ...loadFields(store, meetingId) };
}

describe('what is said of a known recording', () => {
  it('does not differ when it is the same', () => {
    const meeting = stored();
    expect(differingFields(full, meeting)).toEqual([]);
    expect(differingFields({ workspace: { name: 'SALES' }, owner: { name: 'maya lopez' } }, meeting)).toEqual(
      [],
    );
    expect(differingFields({}, meeting)).toEqual([]);
  });

  const others: readonly MeetingFields[] = [
    { title: 'Other' },
    { description: 'other' },
    { sourceType: 'text' },
    { direction: 'OUTGOING' },
    { workspace: { name: 'Other' } },
    { room: { name: 'Blue', token: 't' } },
    { owner: { email: 'tom@example.org' } },
    { owner: { name: 'Maya Lopez', id: 'auth0|1' } },
    { contact: { name: 'Ines' } },
    { scheduledStart: at(61) },
    { participants: [{ name: 'Ana' }] },
    { participants: [{ name: 'Ana' }, { name: 'Rui' }] },
  ];

  it.each(others)('differs in %j', (fields) => {
    expect(differingFields(fields, stored())).toEqual(Object.keys(fields));
  });

  it('is told with the command that takes it over', () => {
    const meeting = stored();
    const own = { direction: 'OUTGOING', room: { name: 'Red' } } as const;
    const told = { fields: own, own, said: ['room'] as const, sidecar: 'my call.meta.yaml' };
    expect(describeUntaken(told, meeting, meeting)).toMatch(
      /\(direction, room\); to change it: scribe meetings edit [0-9a-f]{8} --meta 'my call.meta.yaml'$/,
    );
    expect(describeUntaken({ ...told, said: ['room', 'direction'] }, meeting, meeting)).toMatch(
      /edit [0-9a-f]{8} \.\.\.$/,
    );
    expect(describeUntaken({ ...told, own: {} }, meeting, meeting)).toBeNull();
  });
});

describe('a sidecar among the inputs', () => {
  function folder() {
    const path = tempFolder();
    for (const name of ['a.ogg', 'a.meta.yaml', 'b.ogg', 'b.ogg.meta.yml', 'c.meta.yaml'])
      writeFileSync(join(path, name), 'OggS');
    return path;
  }

  it('of a folder is no recording, and passed over only where its recording is not there', async () => {
    const path = folder();
    const { recordings, passedOver } = await expandInputs([path], '/');
    expect(recordings).toEqual([join(path, 'a.ogg'), join(path, 'b.ogg')]);
    expect(passedOver).toEqual([
      { path: join(path, 'c.meta.yaml'), reason: 'it says something about a recording that is not here' },
    ]);
  });

  it('that a shell named is no recording either', async () => {
    const path = folder();
    const found = await expandInputs(['a.meta.yaml', 'a.ogg', './c.meta.yaml'], path);
    expect(found.recordings).toEqual(['a.ogg']);
    expect(found.passedOver.map((other) => other.path)).toEqual(['./c.meta.yaml']);
    expect((await expandInputs(['*'], path)).recordings).toEqual(['a.ogg', 'b.ogg']);
  });

  it('alone is an error that says what to name', async () => {
    await expect(expandInputs(['a.meta.yaml'], folder())).rejects.toThrow(/a\.meta\.yaml is no recording/);
  });
});
