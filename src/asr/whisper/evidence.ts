import type { SegmentEvidence, Word } from '../../domain/transcript.js';
import type { Attempt } from './search/decode-with-fallback.js';

/** Words that were heard together, and how. */
export interface HeardText {
  readonly words: readonly Word[];
  readonly evidence: SegmentEvidence;
  /** The decoder was in a loop: what it wrote after the first round. */
  readonly repeats?: readonly Word[];
}

/** What the rules against invented words may know about a text. */
export function evidenceOf(attempt: Omit<Attempt, 'tokens' | 'logProbs' | 'attention'>): SegmentEvidence {
  const { meanLogProb, noSpeechProb, letterRatio, temperature, stopped } = attempt;
  return {
    meanLogProb,
    noSpeechProb: Number.isNaN(noSpeechProb) ? null : noSpeechProb,
    compressionRatio: letterRatio,
    temperature,
    looped: stopped === 'loop',
  };
}
