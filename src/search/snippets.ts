import { foldText, type PlacedWord, wordsOfText } from '../domain/words-of-text.js';
import type { Query, Term } from './parse-query.js';

/** A part of a text, and which parts of it were looked for: half-open, in UTF-16 units, ordered, disjoint. */
export interface Snippet {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

const snippetDefaults = {
  /** Characters: two lines of a terminal. */
  length: 160,
  /** Characters before the first mark. */
  lead: 40,
} as const;

/** The part of a text that has the most of what was looked for; its beginning, when nothing of that is in it. Pure. */
export function snippetOf(
  text: string,
  query: Query,
  { length, lead }: { readonly length: number; readonly lead: number } = snippetDefaults,
): Snippet {
  const marks = findMarks(text, query);
  if (text.length <= length) return { text, marks };
  const within = (start: number) =>
    marks.filter((mark) => mark[0] >= start && mark[1] <= start + length - lead);
  const best = marks.reduce(
    (found, [start]) => (within(start).length > within(found).length ? start : found),
    marks[0]?.[0] ?? 0,
  );
  const words = wordsOfText(text);
  const start = best <= lead ? 0 : (words.find((word) => word.start >= best - lead)?.start ?? best);
  const last = words.findLast((word) => word.end <= start + length && word.start >= best);
  const end = start + length >= text.length ? text.length : (last?.end ?? start + length);
  const before = start > 0 ? '… ' : '';
  return {
    text: before + text.slice(start, end) + (end < text.length ? ' …' : ''),
    marks: marks
      .filter((mark) => mark[0] >= start && mark[1] <= end)
      .map(([from, to]) => [from - start + before.length, to - start + before.length]),
  };
}

/** Where a text has what was looked for. Pure. */
export function findMarks(text: string, query: Query): (readonly [start: number, end: number])[] {
  const terms = query.flatMap(({ all }) => all);
  const words = wordsOfText(text).map((word) => ({ ...word, text: foldText(word.text) }));
  const found = terms.flatMap((term) => (term.unspaced ? placesOf(text, term) : runsOf(words, term)));
  const joined: [number, number][] = [];
  for (const [start, end] of found.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** Where the words of a term follow each other. */
function runsOf(words: readonly PlacedWord[], { words: wanted, prefix }: Term): [number, number][] {
  const isLast = (i: number) => i === wanted.length - 1;
  return words.flatMap((word, at): [number, number][] => {
    const fits = wanted.every((each, i) => {
      const there = words[at + i]?.text;
      return prefix && isLast(i) ? there?.startsWith(each) : there === each;
    });
    return fits ? [[word.start, words[at + wanted.length - 1].end]] : [];
  });
}

/** Where the characters of a term stand, inside words or not. */
function placesOf(text: string, term: Term): [number, number][] {
  const characters = [...text];
  const starts = [0];
  for (const character of characters) starts.push(starts[starts.length - 1] + character.length);
  const folded = characters.map(foldText);
  const wanted = [...term.text].map(foldText);
  return folded.flatMap((_, at): [number, number][] =>
    wanted.every((character, i) => folded[at + i] === character)
      ? [[starts[at], starts[at + wanted.length]]]
      : [],
  );
}
