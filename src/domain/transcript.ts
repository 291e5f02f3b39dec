import type { Span } from './time.js';

/** One word as it is written, without surrounding space. */
export interface Word extends Span {
  readonly text: string;
  /** Probability, 0 to 1. */
  readonly confidence: number;
  /** No space stands between this and the word before it, as in Chinese or Thai; see `joinWords`. */
  readonly glued?: boolean;
}

/** What the network measured for the window of a segment, which is up to 30 s long: the rules for hallucinations need it. */
export interface SegmentEvidence {
  /** Mean natural logarithm of the probabilities of the window's tokens. */
  readonly meanLogProb: number;
  /** Probability that nobody speaks in the window; null where the network has no such output. */
  readonly noSpeechProb: number | null;
  /** Letters of the window's text per byte after zlib: speech is below 2.4. */
  readonly compressionRatio: number;
  /** Temperature at which the window was decoded; 0: the most probable text. */
  readonly temperature: number;
  /** The recognizer was stopped in a repetition. */
  readonly looped: boolean;
}

/** Recognized words that belong together, a sentence as a rule. */
export interface Segment extends Span {
  readonly text: string;
  /** Mean probability of the words, 0 to 1. */
  readonly confidence: number;
  readonly language: string;
  readonly words: readonly Word[];
  readonly evidence?: SegmentEvidence;
  /** The decoder wrote this in a loop, after the first round: nobody said it. */
  readonly repeats?: boolean;
}

/** What a run of words is as one passage: its span, its text and the mean of its confidences. At least one word. */
export function passageOf(
  words: readonly Word[],
): Pick<Segment, 'start' | 'end' | 'text' | 'confidence' | 'words'> {
  return {
    start: words[0].start,
    end: words.reduce((end, word) => Math.max(end, word.end), words[0].start),
    text: joinWords(words),
    confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
    words,
  };
}

/** The text of words that follow each other: the one rule for where a space stands between them. */
export function joinWords(words: readonly Pick<Word, 'text' | 'glued'>[]): string {
  return words.map(({ text, glued }, i) => (i === 0 || glued ? text : ` ${text}`)).join('');
}
