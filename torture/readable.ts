import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { listFiles, type Place, type State } from './state.js';

/** Characters that a text has at least: shorter ones may stand anywhere by chance. */
const longEnough = 12;

const plainHeader = Buffer.from('SQLite format 3\0', 'latin1');

/** Decoded sound, which docs/privacy.md excepts, and networks, which say nothing of meetings. */
const excepted = /\/cache\/(spool|graphs)\//;

/** What was said and noted in some states of a store. */
export function textsOf(states: readonly State[]): readonly string[] {
  const column = (table: string, name: string) =>
    states.flatMap(({ tables }) =>
      (tables.get(table) ?? []).map((row) => String((JSON.parse(row) as Record<string, unknown>)[name])),
    );
  const texts = [...column('transcript_segments', 'text'), ...column('notes', 'content')];
  return [...new Set(texts)].filter((text) => text.length >= longEnough);
}

/** What can be read without the key in the folder of an encrypted store, however scribe ended; empty: nothing. */
export function findReadable({ home }: Place, texts: readonly string[]): string[] {
  return listFiles(home)
    .filter((path) => !path.endsWith('/') && !excepted.test(path))
    .flatMap((path) => {
      const bytes = readFileSync(path);
      const text = texts.find((each) => bytes.includes(each));
      const name = relative(home, path);
      if (text) return [`${name} can be read without the key: ${text}`];
      if (bytes.subarray(0, plainHeader.length).equals(plainHeader))
        return [`${name} is a database without a key`];
      return [];
    });
}
