import type { Word } from './transcript.js';

/** The text of words that follow each other: the one place where spaces come between them. */
export function joinWords(words: readonly Pick<Word, 'text' | 'glued'>[]): string {
  return words.map(({ text, glued }, i) => (i === 0 || glued ? text : ` ${text}`)).join('');
}
