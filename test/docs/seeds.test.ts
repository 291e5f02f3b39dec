import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repo } from '../shared.js';

const page = readFileSync(repo('docs/seeds.md'), 'utf8');

/** The rows of a section of the page, cell by cell, without the heads of its tables. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| in the document'))
    .map((line) => line.slice(2, -2).split(' | '));
}

const codesOf = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

/** Every table that a target's DDL makes, and every column as `table.column`, as their document writes them. */
function documentedNames(target: string): readonly string[] {
  const folder = repo('migrations', 'postgres', target);
  const sql = readdirSync(folder)
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n');
  const plain = (name: string) => name.replaceAll('"', '').replace(/^.*\./, '');
  const tables = [...sql.matchAll(/^CREATE TABLE ([\w."]+) \(\n([\s\S]*?)^\);/gm)];
  const added = [...sql.matchAll(/ALTER TABLE ([\w."]+) ADD COLUMN "?(\w+)/g)];
  return [
    ...tables.flatMap(([, table, body]) => [
      plain(table),
      ...[...body.matchAll(/^ {2}"?([a-z_0-9]+)"? /gm)].map(([, column]) => `${plain(table)}.${column}`),
    ]),
    ...added.map(([, table, column]) => `${plain(table)}.${column}`),
  ];
}

const sections = {
  'Task 3: Define Database Schema': null,
  'What several of them share': null,
  Wordloop: 'wordloop',
  Mina: 'mina',
  Scryon: 'scryon',
  Rooms: 'rooms',
} as const;

describe.each(Object.entries(sections))('docs/seeds.md, %s', (heading, target) => {
  const rows = rowsOf(heading);

  it('says of each thing where it is, and what tests it or why not', () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(3);
      expect(
        codesOf(row[2]).some((code) => code.startsWith('test/')) || row[2].startsWith('No: '),
        row[0],
      ).toBe(true);
    }
  });

  it.runIf(target)('has every documented table and column', () => {
    const there = new Set(rows.flatMap(([document]) => codesOf(document)));
    expect(documentedNames(target!).filter((name) => !there.has(name))).toEqual([]);
  });

  it('names each thing once', () => {
    const first = rows.map(([document]) => document);
    expect(first.filter((name, i) => first.indexOf(name) !== i)).toEqual([]);
  });
});

it('docs/seeds.md names files that are there', () => {
  const paths = codesOf(page).filter((code) => /^(src|test|docs|bench|migrations)\//.test(code));
  expect(paths.length).toBeGreaterThan(30);
  expect([...new Set(paths)].filter((path) => !existsSync(repo(path)))).toEqual([]);
});

it('the tables and columns of DDL are found', () => {
  expect(documentedNames('mina')).toEqual(
    expect.arrayContaining(['user', 'user.password_hash', 'marker.timestamp']),
  );
  expect(documentedNames('rooms')).toContain('turn_metrics_record.cached_tokens');
  expect(documentedNames('wordloop')).toContain('people.voice_vector');
});
