import type { Seconds } from '../../domain/time.js';
import type { DecodingOptions, RecognitionWindow } from '../recognizer.js';
import type { Attempt, FallbackOptions } from './decode-with-fallback.js';
import { fallbackDefaults, needsFallback } from './fallback.js';

export const retryDefaults = {
  /** Seconds; a window that looped is not cut into shorter pieces. */
  shortestPiece: 2,
  /** Faster speech than this does not exist: English needs 4 to 6 tokens a second. */
  tokensPerSecond: 14,
  /** A short "yes, I know." needs these, however fast it is said. */
  tokensAtLeast: 12,
} as const;

/** How many tokens may be written for so much audio. */
export function mostTokens(seconds: Seconds, context: number): number {
  const { tokensPerSecond, tokensAtLeast } = retryDefaults;
  return Math.min(context >> 1, Math.ceil(Math.max(tokensAtLeast, seconds * tokensPerSecond)));
}

/** Whether the text looks like speech and not like a network that repeats itself. */
export function isSound({
  stopped,
  compressionRatio,
}: Pick<Attempt, 'stopped' | 'compressionRatio'>): boolean {
  return stopped === 'end' && compressionRatio <= fallbackDefaults.compressionRatio;
}

/**
 * How the windows of a batch are decoded. A text that is no good is first drawn again at higher temperatures, on the
 * encoder's output that is there already; only what then still repeats itself is cut and heard again. Of the attempts that
 * all failed the likeliest is taken, one that repeats itself last of all (SYSTRAN/faster-whisper `transcribe.py`,
 * `generate_with_fallback`).
 */
export function decodingOf({
  beam,
}: Pick<DecodingOptions, 'beam'>): Pick<
  FallbackOptions,
  'beam' | 'patience' | 'bestOf' | 'stopLoops' | 'temperatures' | 'fails' | 'settle'
> {
  return {
    beam,
    patience: 1,
    bestOf: 1,
    stopLoops: true,
    temperatures: fallbackDefaults.temperatures,
    fails: (attempt) => !isSound(attempt) || isDoubtful(attempt),
    settle: (attempts) => {
      const sound = attempts.filter(isSound);
      return (sound.length > 0 ? sound : attempts).reduce((a, b) => (b.meanLogProb > a.meanLogProb ? b : a));
    },
  };
}

/** No words at all are an answer: drawn again, noise would sooner or later be words. */
function isDoubtful(attempt: Attempt): boolean {
  return attempt.tokens.length > 0 && needsFallback(attempt, fallbackDefaults);
}

/** Two shorter windows in place of one, cut in its longest pause or else in the middle; none when it is short already. */
export function halves(window: RecognitionWindow): RecognitionWindow[] {
  const { shortestPiece } = retryDefaults;
  if (window.end - window.start < 2 * shortestPiece) return [];
  let at = (window.start + window.end) / 2;
  let longest = 0;
  for (let i = 1; i < window.speech.length; i++) {
    const from = window.speech[i - 1].end;
    const to = window.speech[i].start;
    const middle = (from + to) / 2;
    const fits = middle - window.start >= shortestPiece && window.end - middle >= shortestPiece;
    if (!fits || to - from <= longest) continue;
    longest = to - from;
    at = middle;
  }
  const part = (start: Seconds, end: Seconds): RecognitionWindow => ({
    start,
    end,
    speech: window.speech
      .filter((span) => span.start < end && span.end > start)
      .map((span) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })),
  });
  return [part(window.start, at), part(at, window.end)];
}
