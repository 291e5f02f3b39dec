import type { CueList } from './cues/cue-list.js';
import { cuesOf, forCues } from './cues/cues-of.js';
import { isQuestion } from './find-questions.js';
import type { Sentence } from './read-sentences.js';
import { contentWords } from './word-weights.js';

/** A sentence says something if it has this many words that do. */
const words = 2;

/** A decision: the sentence that says it, and all that support it, by their indices. */
export interface FoundDecision {
  readonly sentence: number;
  readonly support: readonly number[];
}

/**
 * What was decided, by the cues of its language. "Agreed." says nothing itself, and stands for the proposal that somebody
 * else made right before. Pure.
 */
export function findDecisions(sentences: readonly Sentence[]): FoundDecision[] {
  const found: FoundDecision[] = [];
  for (const [i, sentence] of sentences.entries()) {
    if (!says(sentence, 'decided') || says(sentence, 'undecided') || isQuestion(sentence)) continue;
    if (isFull(sentence)) found.push({ sentence: i, support: [i] });
    else if (i > 0) {
      const before = sentences[i - 1];
      const isProposal = before.clusterId !== sentence.clusterId && isFull(before);
      if (isProposal && !found.some(({ support }) => support.includes(i - 1)))
        found.push({ sentence: i - 1, support: [i - 1, i] });
    }
  }
  return found;
}

/** Indices of the sentences that speak of what may go wrong. Pure. */
export function findRisks(sentences: readonly Sentence[]): number[] {
  return sentences.flatMap((sentence, i) =>
    says(sentence, 'risks') && isFull(sentence) && !isQuestion(sentence) ? [i] : [],
  );
}

const says = ({ text, language }: Sentence, cue: keyof CueList): boolean =>
  cuesOf(language)?.[cue].test(forCues(text)) ?? false;

const isFull = ({ text, language }: Sentence): boolean => contentWords(text, language).length >= words;
