import type { Meeting } from '../domain/meeting.js';
import { endsSentence } from '../domain/sentences.js';
import type { Turn } from '../domain/speakers.js';
import { joinWords, type Word } from '../domain/transcript.js';
import { isConjunction, isFiller, mayBeDoubled } from './disfluencies.js';

const cleanDefaults = {
  /** Letters of a word that carries a comma for the sake of the filler behind it: "I, um, think". */
  shortWord: 4,
  /** Words in which the other half of `pre- and post-war` follows. */
  suspended: 3,
} as const;

/**
 * A meeting as an editor would write it: without fillers, words said twice, and words that were cut off; punctuation and
 * capitals beside them are mended. Times of the other words stay as they are. A turn of nothing but such words
 * ("Hmm.") is an answer and stays. Pure; the store keeps the original.
 */
export function cleanMeeting(meeting: Meeting): Meeting {
  return { ...meeting, turns: meeting.turns.map(cleanTurn) };
}

export function cleanTurn(turn: Turn): Turn {
  const { words, text, language } = turn;
  if (words.length === 0) {
    const said = text.split(/\s+/).filter(Boolean);
    const kept = cleanWords(
      said.map((word) => ({ text: word })),
      language,
    );
    return kept.length === said.length ? turn : { ...turn, text: joinWords(kept) };
  }
  if (joinWords(words) !== text) return turn;
  const kept = cleanWords(words, language);
  if (kept.length === words.length) return turn;
  return { ...turn, words: kept, text: joinWords(kept) };
}

type Said = Pick<Word, 'text' | 'glued'>;

interface Token<W extends Said> {
  readonly word: W;
  /** Opening punctuation, the word itself, and what follows it. */
  readonly lead: string;
  readonly core: string;
  readonly trail: string;
}

/** @returns the words that stay, all of them when nothing else would. */
function cleanWords<W extends Said>(words: readonly W[], language: string): readonly W[] {
  let tokens = words.map(parse);
  for (const isRemoved of [isHesitation, isCutOff, isRepeated]) {
    const now = tokens;
    tokens = removeTokens(now, (i) => isRemoved(now, i, language));
    if (tokens.length === 0) return words;
  }
  return tokens.map(({ word, lead, core, trail }) => {
    const text = lead + core + trail;
    return text === word.text ? word : { ...word, text };
  });
}

const hyphen = /^[-\u2010]/u;

function parse<W extends Said>(word: W): Token<W> {
  const [, lead, core, trail] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(word.text) ?? [
    '',
    '',
    word.text,
    '',
  ];
  return { word, lead, core, trail };
}

type Rule = <W extends Said>(tokens: readonly Token<W>[], i: number, language: string) => boolean;

/** "Hm?" asks something, and "ER" is a place. */
const isHesitation: Rule = (tokens, i, language) => {
  const { core, trail } = tokens[i];
  return core !== core.toUpperCase() && isFiller(core.toLowerCase(), language) && !trail.includes('?');
};

const isCutOff: Rule = (tokens, i) => {
  const { core, trail } = tokens[i];
  if (!hyphen.test(trail) || core === '' || /\p{N}/u.test(core)) return false;
  const following = tokens
    .slice(i + 1, i + 1 + cleanDefaults.suspended)
    .map((token) => token.core.toLowerCase());
  return following[0]?.startsWith(core.toLowerCase()) || !following.some(isConjunction);
};

/**
 * The first of two is removed. Names and numbers are said twice on purpose; so are long words across a comma, and in
 * Chinese and Thai doubling is grammar.
 */
const isRepeated: Rule = (tokens, i, language) => {
  const next = tokens[i + 1];
  const { core, trail } = tokens[i];
  if (next?.lead !== '' || next.word.glued || core === '' || /\p{N}/u.test(core)) return false;
  const small = core.toLowerCase();
  if (next.core.toLowerCase() !== small || mayBeDoubled(small, language)) return false;
  if (next.core !== small && next.core !== 'I') return false;
  return trail === '' || (trail === ',' && core.length <= cleanDefaults.shortWord);
};

const closing = /["'\u201d\u2019\u00bb)\]]+$/u;

/** Removes words; the capital, the quotes and the end of the sentence go to their neighbours. */
function removeTokens<W extends Said>(
  tokens: readonly Token<W>[],
  isRemoved: (i: number) => boolean,
): Token<W>[] {
  const kept: Token<W>[] = [];
  let opening = '';
  let capital = false;
  for (const [i, token] of tokens.entries()) {
    const last = kept.at(-1);
    const starts = last === undefined || endsSentence(last.trail, 'clean');
    if (isRemoved(i)) {
      capital ||= starts && /^\p{Lu}/u.test(token.core);
      const quoted = token.lead !== '' && closing.test(token.trail);
      const trail = quoted ? token.trail.replace(closing, '') : token.trail;
      if (!quoted) opening += token.lead;
      if (last && !starts) kept[kept.length - 1] = { ...last, trail: mendTrail(last, trail) };
      continue;
    }
    const core =
      capital && starts ? token.core.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : token.core;
    kept.push({ ...token, lead: opening + token.lead, core });
    opening = '';
    capital = false;
  }
  const last = kept.at(-1);
  if (last && isRemoved(tokens.length - 1))
    kept[kept.length - 1] = { ...last, trail: last.trail.replace(/^,$/, '') };
  return kept;
}

/** What follows a word after the next one is removed: the end of its sentence, or a comma unless the filler had it. */
function mendTrail({ core, trail }: Token<Said>, removed: string): string {
  const rest = removed.replace(hyphen, '');
  if (endsSentence(rest, 'clean')) return rest;
  const ofFiller = rest.startsWith(',') && trail.startsWith(',') && core.length <= cleanDefaults.shortWord;
  return (ofFiller ? trail.slice(1) : trail) + (closing.exec(rest)?.[0] ?? '');
}
