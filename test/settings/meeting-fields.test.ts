import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeFields } from '../../src/domain/meeting-fields.js';
import { findSidecar, isAbout, isSidecar, readSidecar } from '../../src/settings/read-sidecar.js';
import { resolveSettings } from '../../src/settings/resolve.js';
import { blocksOf, readPage } from '../docs/markdown.js';
import { tempFolder } from '../store/fixture.js';

const clock = { zone: 'Europe/Lisbon', now: '2026-02-01T00:00:00.000Z' };

function sidecar(content: string): string {
  const path = join(tempFolder(), 'call.meta.yaml');
  writeFileSync(path, content);
  return path;
}

const read = (content: string) => readSidecar(sidecar(content), clock);

describe('a sidecar', () => {
  it('says everything that the example in the docs says', () => {
    const [example] = blocksOf(readPage('docs/recordings.md')).filter(({ tags }) => tags.includes('sidecar'));
    expect(read(example.lines.join('\n'))).toEqual({
      title: 'Pricing call',
      date: { at: '2026-01-05T10:00:00.000Z', source: 'option', precision: 'moment', zone: '+01:00' },
      description: 'Second call about the spring contract.',
      workspace: { name: 'Sales', slug: 'sales' },
      room: { name: 'Blue room', type: 'call', token: 'blue-7' },
      owner: { name: 'Maya Lopez', email: 'maya@example.org', id: 'auth0|5f1' },
      contact: { name: 'Ines Duarte', id: 'crm-881', phone: '+351 21 000 00 00', organization: 'Duarte Lda' },
      direction: 'INCOMING',
      sourceType: 'upload',
      scheduledStart: '2026-01-05T10:00:00.000Z',
      scheduledEnd: '2026-01-05T10:30:00.000Z',
      participants: [
        { name: 'Maya Lopez', email: 'maya@example.org' },
        { name: 'Tom Baker', role: 'presenter', status: 'accepted' },
      ],
    });
  });

  it('has short forms', () => {
    const text =
      'workspace: Sales\nroom: Blue\nowner: Maya <MAYA@example.org>\ncontact: Ines\ndirection: outgoing';
    expect(read(`${text}\nparticipants: [tom@example.org, Ana]\ndescription: ~`)).toEqual({
      workspace: { name: 'Sales' },
      room: { name: 'Blue' },
      owner: { name: 'Maya', email: 'maya@example.org' },
      contact: { name: 'Ines' },
      direction: 'OUTGOING',
      participants: [{ email: 'tom@example.org' }, { name: 'Ana' }],
    });
    expect(read('')).toEqual({});
    expect(read('{"title": "As JSON"}')).toEqual({ title: 'As JSON' });
  });

  it.each([
    ['direction: inbound', /direction is "inbound"; it must be INCOMING, OUTGOING or UNKNOWN/],
    ['sourceType: video', /sourceType is "video"; it must be recording, upload, text or anecdotal/],
    ['contact: {phone: 351210000}', /contact.phone is 351210000; it must be text .* put numbers in quotes/],
    ['owner: {email: maya}', /owner.email is "maya"; it must be an e-mail address/],
    ['owner: {}', /owner is a group of values; it must be a name, an e-mail address/],
    ['workspace: {slug: sales}', /workspace.name is missing; it must be text of 1 to 128/],
    ['workspace: {name: Sales, slug: "Sales & Co"}', /workspace.slug is "Sales & Co"; it must be lower-case/],
    ['scheduledStart: tomorrow', /scheduledStart is "tomorrow"; it must be a day or a moment/],
    [
      'scheduledStart: 2026-01-05T11:00\nscheduledEnd: 2026-01-05T10:00',
      /scheduledEnd .* not before scheduledStart/,
    ],
    ['date: 2026-05-01', /date is .* not in the future/],
    ['participants: [{name: Tom, status: late}]', /participants\[1\].status is "late"; it must be invited/],
    [
      'participants: [Tom, TOM]',
      /participants is a list; it must be a list in which each person stands once/,
    ],
    ['participants: [{role: organizer}]', /participants\[1\] is .* it must be somebody/],
    ['worksapce: Sales', /there is no field worksapce/],
    ['room: {name: Blue, colour: blue}', /there is no field room.colour/],
    ['- a\n- b', /the file is a list; it must be a group of values/],
    ['title: "a', /is not valid YAML \(line 1/],
  ])('is refused when it says %s', (content, message) => {
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(/call\.meta\.yaml/);
  });

  it('hints at what was meant', () => {
    expect(() => read('worksapce: Sales')).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: 'Did you mean workspace?' }),
    );
  });

  it('is found beside its recording, by either name', () => {
    const folder = tempFolder();
    const [file, stem] = [join(folder, 'a.ogg'), join(folder, 'a.meta.yaml')];
    expect(findSidecar([file])).toBeNull();
    writeFileSync(stem, 'title: x');
    expect(findSidecar([file])).toBe(stem);
    expect(findSidecar(['-', join(folder, 'b.ogg'), file])).toBe(stem);
    mkdirSync(join(folder, 'b.meta.yaml'));
    expect(findSidecar([join(folder, 'b.ogg')])).toBeNull();
    // Longer with the other ending than a name can be.
    expect(findSidecar([join(folder, `${'x'.repeat(248)}.ogg`)])).toBeNull();
    writeFileSync(join(folder, 'a.ogg.meta.yml'), 'title: y');
    expect(() => findSidecar([file])).toThrow(/both .*a\.ogg\.meta\.yml and .*a\.meta\.yaml say it/);
  });

  it('is told from recordings by its name', () => {
    expect(['a.meta.yaml', 'x/a.ogg.META.yml'].map(isSidecar)).toEqual([true, true]);
    expect(['meta.yaml', 'a.yaml', 'a.meta.yaml.ogg'].map(isSidecar)).toEqual([false, false, false]);
    expect(isAbout('x/a.meta.yaml', 'x/a.ogg')).toBe(true);
    expect(isAbout('x/a.ogg.meta.yaml', 'x/a.ogg')).toBe(true);
    expect(isAbout('x/a.meta.yaml', 'y/a.ogg')).toBe(false);
    expect(isAbout('x/a.meta.yaml', 'x/ab.ogg')).toBe(false);
  });
});

describe('fields from several places', () => {
  it('are each taken as a whole from the strongest that says it', () => {
    const flags = { contact: { name: 'Ines' } };
    const beside = { contact: { name: 'Rui', phone: '1' }, workspace: { name: 'Sales' } };
    const config = { workspace: { name: 'All' }, direction: 'INCOMING' } as const;
    expect(mergeFields(flags, beside, config)).toEqual({
      contact: { name: 'Ines' },
      workspace: { name: 'Sales' },
      direction: 'INCOMING',
    });
  });

  const config = (meeting: unknown) =>
    resolveSettings({ flags: {}, environment: {}, file: { path: '/c.yaml', values: { meeting } } }).meeting;

  it('come from the config file too, if every meeting may share them', () => {
    expect(config({ workspace: 'Sales', owner: 'maya@example.org' })).toEqual({
      workspace: { name: 'Sales' },
      owner: { email: 'maya@example.org' },
    });
    expect(() => config({ direction: 'up' })).toThrow(
      /meeting\.direction in \/c\.yaml is "up"; it must be INCOMING/,
    );
    expect(() => config({ title: 'Same' })).toThrow(/there is no field meeting\.title in \/c\.yaml/);
  });
});
