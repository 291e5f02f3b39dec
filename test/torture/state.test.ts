import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { comparable, differences, idsOf, listFiles, readState } from '../../torture/state.js';
import { at, complete, enroll, makeRecording, tempFolder } from '../store/fixture.js';

const place = { folder: '/tmp/round-7', home: '/tmp/round-7/home', out: '/tmp/round-7/out', keyFile: null };
const old = '01a21de4-f7d0-74b9-9fb3-47a2e53f47ec';
const fresh = '01a21de5-1587-713d-8c5f-294d40c87ac3';

describe('what two runs share', () => {
  it('ids that were there before are told apart, and later ones are not', () => {
    expect(comparable(`${old} ${fresh} in /tmp/round-7/out`, place, new Set([old]), false)).toBe(
      `${old} <id> in <round>/out`,
    );
  });

  it('moments count in files and not in rows', () => {
    const text = 'at 2026-11-27T16:44:33.426Z';
    expect(comparable(text, place, new Set(), false)).toBe(text);
    expect(comparable(text, place, new Set(), true)).toBe('at <moment>');
  });
});

describe('differences', () => {
  const state = (files: Record<string, string>, tables: Record<string, string[]> = {}) => ({
    files: new Map(Object.entries(files)),
    tables: new Map(Object.entries(tables)),
  });

  it('name files that are missing, left or changed', () => {
    const found = state({ 'a.txt': 'one', 'c.txt': 'left' });
    const expected = state({ 'a.txt': 'two', 'b.txt': 'gone' });
    expect(differences(found, expected)).toEqual([
      'a.txt has other bytes',
      'c.txt is left',
      'b.txt is missing',
    ]);
  });

  it('count rows that are equal', () => {
    expect(differences(state({}, { meetings: ['x', 'x'] }), state({}, { meetings: ['x'] }))).toEqual([
      'meetings has x',
    ]);
    expect(differences(state({}, { meetings: [] }), state({}, { meetings: ['x'] }))).toEqual([
      'meetings lacks x',
    ]);
  });
});

it('a store and its copy elsewhere are in one state, until a row or a file of one changes', () => {
  const folders = [join(tempFolder(), 'a'), join(tempFolder(), 'b')];
  const places = folders.map((folder) => ({
    folder,
    home: join(folder, 'home'),
    out: join(folder, 'out'),
    keyFile: null,
  }));
  const store = openStore({ home: places[0].home, now: at(0) });
  complete(store, makeRecording('a.ogg'), enroll(store, 'Zebedee'));
  store.close();
  cpSync(folders[0], folders[1], { recursive: true });
  const known = idsOf(places[0]);
  expect(known.size).toBeGreaterThan(5);
  const [a, b] = places.map((each) => readState(each, known));
  expect(differences(a, b)).toEqual([]);
  expect(listFiles(places[0].home)).toContain(join(places[0].home, 'scribe.db'));

  const changed = openStore({ home: places[1].home, now: at(0) });
  changed.db.prepare("UPDATE meetings SET title = 'Other'").run();
  changed.close();
  const found = differences(readState(places[1], known), a);
  expect(found.some((each) => each.startsWith('meetings has ') && each.includes('Other'))).toBe(true);
});
