import type { Clause, Term } from './parse-query.js';

/** A clause as the index of words reads it. Words are quoted, so that none of them is an operator there. Pure. */
export function wordExpression({ all, none }: Clause): string {
  return join(all.map(phraseOf), none.map(phraseOf));
}

/**
 * A clause as the index of three characters each reads it; null: no text can have it.
 *
 * @param beginningWith all that the index knows of three characters that begin with one or two: shorter terms are found
 * by them.
 */
export function unspacedExpression(
  { all, none }: Clause,
  beginningWith: (text: string) => readonly string[],
): string | null {
  const expressionOf = ({ text }: Term) =>
    [...text].length >= 3 ? quoted(text) : beginningWith(text).map(quoted).join(' OR ');
  const wanted = all.map(expressionOf);
  if (wanted.includes('')) return null;
  return join(
    wanted,
    none.map(expressionOf).filter((expression) => expression !== ''),
  );
}

const phraseOf = ({ words, prefix }: Term): string => quoted(words.join(' ')) + (prefix ? ' *' : '');

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function join(all: readonly string[], none: readonly string[]): string {
  const wanted = all.map((expression) => `(${expression})`).join(' AND ');
  return none.length === 0 ? wanted : `(${wanted}) NOT (${none.map((e) => `(${e})`).join(' OR ')})`;
}
