import { cuesOf, forCues } from './cues/cues-of.js';
import type { Sentence } from './read-sentences.js';
import { contentWords } from './word-weights.js';

const marked = /[?？؟;]["'”’»)」]*$/u;
const anyMark = /[.!?。！？؟।]["'”’»)」]*$/u;

/** Whether a sentence asks: by its mark, or where no mark ends it by how it begins. */
export function isQuestion({ text, language }: Pick<Sentence, 'text' | 'language'>): boolean {
  // A Greek question mark looks like a semicolon.
  if (marked.test(text)) return !text.endsWith(';') || language === 'el';
  return !anyMark.test(text) && (cuesOf(language)?.questions.test(forCues(text)) ?? false);
}

/**
 * Indices of the questions that may want an answer: none that only keeps a conversation going, and no request, which is an
 * action item. Where no cues are known, every question counts that says something. Pure.
 */
export function findQuestions(sentences: readonly Sentence[]): number[] {
  return sentences.flatMap((sentence, i) => {
    const { text, language } = sentence;
    const cues = cuesOf(language);
    const low = forCues(text);
    if (!isQuestion(sentence) || contentWords(text, language).length < 2) return [];
    return cues && (cues.idle.test(low) || cues.asks.test(low)) ? [] : [i];
  });
}
