/** Numbers of openai/whisper `transcribe.py`. */
export const fallbackDefaults = {
  /** Each is tried when the text written at the one before is not good enough. */
  temperatures: [0, 0.2, 0.4, 0.6, 0.8, 1],
  /** Text that packs better than this is a loop. */
  compressionRatio: 2.4,
  /** A text is too improbable below this. */
  meanLogProb: -1,
  /** Nobody speaks when the probability of that is above this and the text is too improbable. */
  noSpeechProb: 0.6,
  /** What was written above this temperature is no prompt for the next window. */
  promptReset: 0.5,
} as const;

/** A limit that is null does not count. */
export interface FallbackLimits {
  readonly compressionRatio: number | null;
  readonly meanLogProb: number | null;
  readonly noSpeechProb: number | null;
}

/** What is looked at of a text. */
export interface DecodedText {
  readonly compressionRatio: number;
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
}

/** Whether to try again at a higher temperature (openai/whisper `transcribe.py`, `decode_with_fallback`). */
export function needsFallback(attempt: DecodedText, limits: FallbackLimits): boolean {
  const improbable = limits.meanLogProb !== null && attempt.meanLogProb < limits.meanLogProb;
  const silent = limits.noSpeechProb !== null && attempt.noSpeechProb > limits.noSpeechProb;
  if (silent && improbable) return false;
  return (
    improbable || (limits.compressionRatio !== null && attempt.compressionRatio > limits.compressionRatio)
  );
}
