import type { Span } from './time.js';

/** One word as it is written, without surrounding space. */
export interface Word extends Span {
  readonly text: string;
  /** Probability, 0 to 1. */
  readonly confidence: number;
}

/** A piece of recognized speech whose words belong together. */
export interface Segment extends Span {
  readonly text: string;
  /** Mean probability of the words, 0 to 1. */
  readonly confidence: number;
  readonly language: string;
  readonly words: readonly Word[];
}
