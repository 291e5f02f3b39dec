import { doubleMetaphone } from 'double-metaphone';
import { editDistance } from '../domain/nearest-spellings.js';
import type { Word } from '../domain/transcript.js';

/** A word or a name as it is to be written. */
export interface Term {
  readonly term: string;
  /** What recognizers write for it. */
  readonly heard: readonly string[];
}

/** Words `from` to `to` (not included) that are probably a term. */
export interface Mend {
  readonly from: number;
  readonly to: number;
  readonly term: string;
  /** The term with the marks that stand around the words. */
  readonly text: string;
  /** 0 to 1; 1: it was listed as heard, or differs in capitals and marks alone. */
  readonly confidence: number;
}

export const mendDefaults = {
  /** How alike words must be to the term, by sound and by letters, 0 to 1. */
  similarity: 0.72,
  /** How alike the sounds alone must be. */
  sound: 0.65,
  /** Letters of a term that is looked for by its sound: too many short words sound alike. */
  letters: 5,
  /** Words of which the recognizer is this sure are real words, unless they are listed as heard. */
  sure: 0.95,
} as const;

/** Sounds count more than letters: recognizers spell what they hear. */
const soundWeight = 0.6;

/**
 * Finds where terms were misspelt: what is listed as heard, and in Latin script what sounds alike (the double metaphone of
 * Philips 2000, with the distance of the letters). Real words are left alone: ordinary words, and those of which the recognizer
 * is sure, as a person is. Pure.
 *
 * @param isOrdinary whether a word in lower case is one of everyday language.
 */
export function findMends(
  words: readonly Word[],
  terms: readonly Term[],
  isOrdinary: (word: string) => boolean,
): Mend[] {
  const plain = words.map(({ text }) => lettersOf(text));
  const found = terms.flatMap((term) => {
    const wanted = lettersOf(term.term);
    const heard = new Set(term.heard.map(lettersOf).filter((spelling) => spelling !== ''));
    const longest =
      Math.max(...[term.term, ...term.heard].map((text) => text.trim().split(/\s+/u).length)) + 2;
    return words.flatMap((_, from) =>
      Array.from({ length: Math.min(longest, words.length - from) }, (_, i) => from + i + 1).flatMap(
        (to): Mend[] => {
          const own = words.slice(from, to);
          const said = plain.slice(from, to);
          if (said[0] === '' || said.at(-1) === '') return [];
          const confidence = judge(own, said, term.term, wanted, heard, isOrdinary);
          return confidence === null
            ? []
            : [{ from, to, term: term.term, text: withMarks(own, term.term), confidence }];
        },
      ),
    );
  });
  const chosen: Mend[] = [];
  for (const mend of found.sort((a, b) => b.confidence - a.confidence || b.to - b.from - (a.to - a.from)))
    if (chosen.every(({ from, to }) => mend.to <= from || mend.from >= to)) chosen.push(mend);
  return chosen
    .filter(({ from, to, term }) => !isTerm(words.slice(from, to), term))
    .sort((a, b) => a.from - b.from);
}

/** How certain it is that words are a term; null: they are left alone. */
function judge(
  words: readonly Word[],
  said: readonly string[],
  term: string,
  wanted: string,
  heard: ReadonlySet<string>,
  isOrdinary: (word: string) => boolean,
): number | null {
  const letters = said.join('');
  if (heard.has(letters)) return 1;
  // `May` and `may` are two words; `iOS` and `IOS` are one.
  if (letters === wanted)
    return isTerm(words, term) || /\p{L}.*[\p{Lu}\p{N}]/u.test(term) || said.length > 1 ? 1 : null;
  const { similarity, sound, letters: shortest, sure } = mendDefaults;
  if (wanted.length < shortest || !isLatin(wanted) || !isLatin(letters)) return null;
  if (letters.length < wanted.length * 0.6 || letters.length > wanted.length * 1.6) return null;
  if (said.some((word) => word === wanted || isOrdinary(word))) return null;
  if (words.every(({ confidence }) => confidence >= sure)) return null;
  const alike = soundsAlike(letters, wanted);
  const spelt = 1 - editDistance(letters, wanted) / Math.max(letters.length, wanted.length);
  const total = soundWeight * alike + (1 - soundWeight) * spelt;
  return alike >= sound && total >= similarity ? total : null;
}

/** Without the marks around it, it is written as the term. */
const isTerm = (words: readonly Word[], term: string): boolean =>
  words
    .map(({ text }) => text)
    .join(' ')
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') ===
  term.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** `netties,` becomes `Kubernetes,`. */
const withMarks = (words: readonly Word[], term: string): string => {
  const before = /^[^\p{L}\p{N}]*/u.exec(words[0].text)?.[0] ?? '';
  const behind = /[^\p{L}\p{N}]*$/u.exec(words.at(-1)!.text)?.[0] ?? '';
  return `${before}${term}${behind}`;
};

const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const isLatin = (text: string): boolean => /^[\p{Script=Latin}\d]+$/u.test(text);

/** 1: the codes are the same; 0: they have nothing in common, or begin with another sound. */
function soundsAlike(a: string, b: string): number {
  const pairs = doubleMetaphone(a).flatMap((left) =>
    doubleMetaphone(b).map((right) => [left, right] as const),
  );
  return Math.max(
    ...pairs.map(([left, right]) =>
      left === '' || right === '' || left[0] !== right[0]
        ? 0
        : 1 - editDistance(left, right) / Math.max(left.length, right.length),
    ),
  );
}
