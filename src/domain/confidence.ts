import type { Turn } from './speakers.js';

/**
 * Mean confidence of words. In the English model that ships, recordings in eleven foreign languages have .25 to .61,
 * English near a microphone .88 to .96 and far from one .67 and more; single English segments go down to .38, and
 * hallucinations of a larger model in a foreign language have .02 to .25.
 */
const confidenceDefaults = {
  /** Below this a whole recording is doubtful, ... */
  recording: 0.65,
  /** ... when it has at least so many words; ... */
  words: 5,
  /** ... and below this a turn. */
  turn: 0.4,
} as const;

/** Whether a turn's words are guessed rather than heard. */
export function isDoubtful({ confidence }: Pick<Turn, 'confidence'>): boolean {
  return confidence < confidenceDefaults.turn;
}

/** The warning about a recording of low confidence; null, as a rule. */
export function confidenceWarning(turns: readonly Turn[]): string | null {
  const words = turns.flatMap((turn) => turn.words);
  if (words.length < confidenceDefaults.words) return null;
  const mean = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
  if (mean >= confidenceDefaults.recording) return null;
  return `The words of this recording are probably wrong in many places: their confidence is ${mean.toFixed(2)} on average. It may be in a language that the model does not speak, or too soft or noisy.`;
}
