import { foldText, isUnspaced, wordsOfText } from '../domain/words-of-text.js';
import { ScribeError } from '../errors.js';

/** One thing to look for: a word, or several in this order with nothing between them. */
export interface Term {
  /** As it was typed, without quotes. */
  readonly text: string;
  /** Its words, folded. */
  readonly words: readonly string[];
  /** The last word may go on: `budg*`. */
  readonly prefix: boolean;
  /** It is in a script without spaces, where any part of the text may be meant. */
  readonly unspaced: boolean;
}

/** What a turn must have, and what it must not have. */
export interface Clause {
  readonly all: readonly Term[];
  readonly none: readonly Term[];
}

/** What somebody looks for: turns to which at least one of the clauses applies. */
export type Query = readonly Clause[];

const part = /(?<minus>-(?=["\p{L}\p{N}]))?(?:"(?<phrase>[^"]*)(?:"(?<long>\*?)|$)|(?<word>[^\s"]+))/gu;

/**
 * Reads what somebody typed: words, "phrases", beginnings* of words, OR between alternatives, NOT or a hyphen before what
 * must not be there. All words between two ORs must be there. Whatever else there is, such as a quote without its end or
 * an OR with nothing after it, means what it most probably should; nothing is a mistake but to look for nothing.
 *
 * @throws ScribeError USAGE when there is nothing to look for.
 */
export function parseQuery(text: string): Query {
  const clauses: { all: Term[]; none: Term[] }[] = [{ all: [], none: [] }];
  let negated = false;
  for (const { groups } of text
    .replaceAll('\0', ' ')
    .replace(/[“”„«»]/g, '"')
    .matchAll(part)) {
    const { minus, phrase, long, word } = groups!;
    if (word === 'OR' || word === '|') {
      clauses.push({ all: [], none: [] });
      negated = false;
    } else if (word === 'NOT') negated = true;
    else if (word !== 'AND') {
      const term = termOf(
        phrase ?? word.replace(/\*+$/, ''),
        phrase === undefined ? /\*$/.test(word) : long === '*',
      );
      if (!term) continue;
      clauses[clauses.length - 1][negated || minus ? 'none' : 'all'].push(term);
      negated = false;
    }
  }
  const query = clauses.filter(({ all, none }) => all.length + none.length > 0);
  if (query.length > 0 && query.every(({ all }) => all.length > 0)) return query;
  const reason =
    query.length === 0 ? 'there is no word in it' : 'it says what must not be there, and not what must be';
  throw new ScribeError('USAGE', `Searching for "${text}" failed: ${reason}.`, {
    hint: 'Give a word: scribe search budget. Or several: scribe search "budget risk NOT travel".',
  });
}

function termOf(text: string, prefix: boolean): Term | null {
  const words = wordsOfText(text).map((word) => foldText(word.text));
  if (words.length === 0) return null;
  return { text: text.trim(), words, prefix, unspaced: isUnspaced(text) };
}
