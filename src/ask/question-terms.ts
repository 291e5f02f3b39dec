import { wordsOfText } from '../domain/words-of-text.js';
import { ScribeError } from '../errors.js';
import { contentWords, stopWordsOf } from '../insights/word-weights.js';

/** Languages in which a question may be asked and whose function words are known, those of more speakers first. */
const languages = 'en zh hi es ar fr pt ru id de ja tr it pl uk nl ro el hu cs sv bg da fi no ko'.split(' ');

/** Letters from which on other endings of a word are looked for, and how many of them may differ. */
const endings = { from: 6, least: 5, letters: 3 } as const;

/**
 * What to look for in transcripts to answer a question: its words without those that every question has, each in the form
 * in which it was asked and with other endings; one of them is enough. The form is that of `parseQuery`. Pure.
 *
 * @throws ScribeError USAGE for a question without a word.
 */
export function questionTerms(question: string): string {
  const language = languageOf(question);
  const all = wordsOfText(question).map(({ text }) => text);
  const numbers = all.filter((word) => /\d/.test(word));
  const telling = [...numbers, ...contentWords(question, language).map(({ text }) => text)];
  // "Who was there?" has function words alone.
  const words = telling.length > 0 ? telling : all;
  if (words.length === 0)
    throw new ScribeError('USAGE', `Asking "${question}" failed: there is no word in it.`, {
      hint: 'Ask for instance: scribe ask "what did we decide about the format?"',
    });
  return [...new Set(words.flatMap((word) => [quoted(word), ...otherEndings(word)]))].join(' OR ');
}

/** The language whose function words a text has most of. */
function languageOf(text: string): string {
  const words = wordsOfText(text).map((word) => word.text.toLowerCase());
  const counts = languages.map((code) => words.filter((word) => stopWordsOf(code).has(word)).length);
  return languages[counts.indexOf(Math.max(...counts))];
}

function otherEndings(word: string): string[] {
  const letters = [...word];
  if (letters.length < endings.from || !/^\p{L}+$/u.test(word)) return [];
  return [`${quoted(letters.slice(0, Math.max(endings.least, letters.length - endings.letters)).join(''))}*`];
}

const quoted = (word: string): string => `"${word.replaceAll('"', '')}"`;
