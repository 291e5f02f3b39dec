import { describe, expect, it } from 'vitest';
import {
  createProfile,
  findProfileByName,
  listProfiles,
  renameProfile,
  renewConsent,
  requireProfile,
} from '../../src/store/profiles.js';
import { at, enroll, tempStore } from './fixture.js';

const usage = (words: RegExp) =>
  expect.objectContaining({
    code: 'USAGE',
    message: expect.stringMatching(words),
    hint: expect.stringMatching(/\w/),
  });

describe('a profile', () => {
  it('has a name that nobody else has, case and composition aside', () => {
    const store = tempStore();
    const emile = enroll(store, 'Émile');
    const maya = enroll(store, '  Maya Lind ');
    expect(listProfiles(store).map((p) => p.displayName)).toEqual(['Maya Lind', 'Émile']);
    for (const name of ['ÉMILE', 'émile', 'E\u0301mile', ' Émile'])
      expect(() => enroll(store, name), name).toThrow(usage(/Émile \(.*\) has that name/));
    const rename = (displayName: string) =>
      renameProfile(store, { profileId: maya.id, displayName, now: at(2) });
    expect(() => rename('émile')).toThrow(usage(/Renaming "émile" failed: Émile/));
    rename('MAYA lind');
    expect(findProfileByName(store, 'maya LIND')).toMatchObject({
      id: maya.id,
      displayName: 'MAYA lind',
      updatedAt: at(2),
    });
    expect(findProfileByName(store, 'Tom')).toBeNull();
    expect(requireProfile(store, 'émile').id).toBe(emile.id);
  });

  it.each([
    ['', /needed/],
    ['   ', /needed/],
    ['a\nb', /control/],
    ['x'.repeat(256), /longer/],
  ])('is not called %j', (name, words) => {
    expect(() => enroll(tempStore(), name)).toThrow(usage(words));
  });

  it('is found by the beginning of its id', () => {
    const store = tempStore();
    for (const [id, displayName] of [
      ['01900000-0000-7000-8000-00000000000a', 'Maya'],
      ['01900000-0000-7000-8000-00000000000b', 'Tom'],
    ])
      createProfile(store, { id, displayName, consentVersion: '1', consentedAt: at(0), now: at(0) });
    expect(requireProfile(store, '01900000-0000-7000-8000-00000000000B').displayName).toBe('Tom');
    expect(() => requireProfile(store, '0190')).toThrow(usage(/several profiles match: Maya .*Tom/));
    for (const nobody of ['Ann', '', '%'])
      expect(() => requireProfile(store, nobody)).toThrow(usage(/nobody of that name/));
  });

  it('keeps what was agreed to', () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    expect(requireProfile(store, 'Maya')).toMatchObject({
      consentVersion: '1',
      consentedAt: at(0),
      status: 'untrained',
    });
    renewConsent(store, { profileId: maya.id, version: '2', now: at(5) });
    expect(requireProfile(store, 'Maya')).toMatchObject({ consentVersion: '2', consentedAt: at(5) });
  });
});

describe('the name of a person', () => {
  it.each([
    'Speaker 2',
    'speaker',
    'SPEAKER_01',
    'Ｓｐｅａｋｅｒ ３',
    'S2',
    ' s14 ',
    'Unattributed',
    'unknown',
  ])('is not %s: so a voice without a name is called', (name) => {
    const store = tempStore();
    const refused = expect.objectContaining({
      code: 'USAGE',
      message: expect.stringContaining('scribe uses it for voices without a name'),
    });
    expect(() => enroll(store, name)).toThrow(refused);
    const { id } = enroll(store, 'Maya');
    expect(() => renameProfile(store, { profileId: id, displayName: name, now: at(1) })).toThrow(refused);
  });

  it.each(['Speaker Two', 'S. Two', 'Spencer', 'SJ 5', 'Unknown Soldier'])('may be %s', (name) => {
    expect(enroll(tempStore(), name).displayName).toBe(name);
  });
});
