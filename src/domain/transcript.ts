import type { Span } from './time.js';

/** One word as it is written, without surrounding space. */
export interface Word extends Span {
  readonly text: string;
  /** Probability, 0 to 1. */
  readonly confidence: number;
  /** No space stands between this and the word before it, as in Chinese or Thai; see `joinWords`. */
  readonly glued?: boolean;
}

/** How a recognizer came to a segment: what the rules against invented words go by. All windows of 0 to 30 s. */
export interface SegmentEvidence {
  /** Mean natural logarithm of the probabilities of the window's tokens. */
  readonly meanLogProb: number;
  /** Probability that nobody speaks in the window; null where the network has no such output. */
  readonly noSpeechProb: number | null;
  /** Letters of the window's text per byte after zlib: speech is below 2.4. */
  readonly compressionRatio: number;
  /** At which the window was decoded; 0 is the most probable text. */
  readonly temperature: number;
  /** The recognizer was stopped in a repetition. */
  readonly looped: boolean;
}

/** A piece of recognized speech whose words belong together. */
export interface Segment extends Span {
  readonly text: string;
  /** Mean probability of the words, 0 to 1. */
  readonly confidence: number;
  readonly language: string;
  readonly words: readonly Word[];
  readonly evidence?: SegmentEvidence;
  /** What a decoder wrote in a loop after the first round: nobody said it. */
  readonly repeats?: boolean;
}

/** The text of words that follow each other: the one rule for where a space stands between them. */
export function joinWords(words: readonly Pick<Word, 'text' | 'glued'>[]): string {
  return words.map(({ text, glued }, i) => (i === 0 || glued ? text : ` ${text}`)).join('');
}
