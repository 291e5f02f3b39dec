import { type Seconds, type Span, totalSeconds } from '../../../domain/time.js';
import { isFrequentHallucination } from '../../hallucinations/phrases.js';
import { bytesPerLetter } from '../../languages/scripts.js';
import type { DecodingOptions, RecognitionWindow } from '../../recognizer.js';
import { type Attempt, type FallbackOptions, fallbackDefaults, needsFallback } from '../search/fallback.js';

const retryDefaults = {
  /** A window that looped is not cut into shorter ones. */
  shortestWindow: 2 as Seconds,
  /**
   * Nobody speaks faster than this: English takes 4 to 6 tokens a second. A letter of another script may take a token
   * for each of its bytes: Tamil, with three, takes 7 to 10.
   */
  tokensPerSecond: 14,
  /** A short "yes, I know." takes these, however fast it is said. */
  tokensAtLeast: 12,
  /** A repetition with a mean log probability above this may really have been said. */
  sure: -0.5,
} as const;

/** How many tokens may be written for this much audio in a language. */
export function mostTokens(seconds: Seconds, context: number, language: string): number {
  const { tokensPerSecond, tokensAtLeast } = retryDefaults;
  const most = bytesPerLetter(language) * Math.max(tokensAtLeast, seconds * tokensPerSecond);
  return Math.min(context >> 1, Math.ceil(most));
}

/** Whether this looks like speech and not like a network in a loop. */
export function isSound({ stopped, letterRatio }: Pick<Attempt, 'stopped' | 'letterRatio'>): boolean {
  return stopped === 'end' && letterRatio <= fallbackDefaults.compressionRatio;
}

/**
 * A sentence that somebody says over and over looks like a loop, too. If the network is sure of it and there are pauses,
 * the window had better be cut in one of them and heard again: what would be sampled in its place is another text.
 */
function mayBeSaid({ temperature, meanLogProb }: Attempt, window: RecognitionWindow): boolean {
  return temperature === 0 && meanLogProb > retryDefaults.sure && longestPause(window) !== null;
}

/**
 * How windows that are independent of each other are decoded. A text that fails is first sampled at higher temperatures;
 * only windows that then still loop, or in which the repetition may really have been said, are cut and heard again. If
 * all attempts fail, the likeliest is taken, one in a loop last of all (SYSTRAN/faster-whisper `transcribe.py`,
 * `generate_with_fallback`).
 */
export function decodingOf({
  beam,
}: Pick<DecodingOptions, 'beam'>): Pick<
  FallbackOptions,
  'beam' | 'patience' | 'bestOf' | 'stopLoops' | 'temperatures' | 'settle'
> & { readonly fails: (attempt: Attempt, window: RecognitionWindow) => boolean } {
  return {
    beam,
    patience: 1,
    bestOf: 1,
    stopLoops: true,
    temperatures: fallbackDefaults.temperatures,
    fails: (attempt, window) => isDoubtful(attempt) || !(isSound(attempt) || mayBeSaid(attempt, window)),
    settle: (attempts) => {
      const sound = attempts.filter(isSound);
      return (sound.length > 0 ? sound : attempts).reduce((a, b) => (b.meanLogProb > a.meanLogProb ? b : a));
    },
  };
}

/** No words at all are an answer: sampled again and again, noise would sooner or later become words. */
function isDoubtful(attempt: Attempt): boolean {
  return attempt.tokens.length > 0 && needsFallback(attempt, { ...fallbackDefaults, compressionRatio: null });
}

const silentDefaults = {
  /** Less speech than this may be a cough or a laugh. */
  speech: 1 as Seconds,
  /** Surer than this that nothing follows, the network hears nobody: in noise it is at least .99 sure. */
  end: 0.8,
  /** Mean probability of the tokens from which a text is trusted that the network wrote because it had to. */
  probability: 0.6,
} as const;

/**
 * Whether the network wrote nothing although the detector of speech heard somebody for long enough, and was not sure of it
 * itself: the end was but the likeliest of many tokens.
 */
export function isSurprisinglySilent(
  { tokens, stopped, meanLogProb }: Attempt,
  { speech }: RecognitionWindow,
): boolean {
  if (tokens.length > 0 || stopped !== 'end') return false;
  // Of no token, this is the logarithm of the probability of the end.
  return meanLogProb < Math.log(silentDefaults.end) && totalSeconds(speech) >= silentDefaults.speech;
}

/** Whether a text that the network wrote because it had to is speech, and not what it makes of noise. */
export function isTrusted(attempt: Attempt, text: string): boolean {
  const { logProbs } = attempt;
  const mean = logProbs.reduce((sum, logProb) => sum + Math.exp(logProb), 0) / logProbs.length;
  const sure = isSound(attempt) && !isDoubtful(attempt) && mean >= silentDefaults.probability;
  return sure && !isFrequentHallucination(text);
}

/** Two shorter windows in place of one, cut in its longest pause or else in the middle; none if it is short already. */
export function halves(window: RecognitionWindow): RecognitionWindow[] {
  const { shortestWindow } = retryDefaults;
  if (window.end - window.start < 2 * shortestWindow) return [];
  const at = longestPause(window) ?? (window.start + window.end) / 2;
  const half = (start: Seconds, end: Seconds): RecognitionWindow => ({
    start,
    end,
    speech: window.speech
      .filter((span) => span.start < end && span.end > start)
      .map((span) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) })),
  });
  return [half(window.start, at), half(at, window.end)];
}

/** The middle of the longest pause that leaves two windows that are long enough; null if there is none. */
function longestPause({ start, end, speech }: RecognitionWindow): Seconds | null {
  const { shortestWindow } = retryDefaults;
  let at: Seconds | null = null;
  let longest = 0;
  for (let i = 1; i < speech.length; i++) {
    const from = speech[i - 1].end;
    const to = speech[i].start;
    const middle = (from + to) / 2;
    const fits = middle - start >= shortestWindow && end - middle >= shortestWindow;
    if (!fits || to - from <= longest) continue;
    longest = to - from;
    at = middle;
  }
  return at;
}

const lostSpeechDefaults = {
  /** Speech this near to a word belongs to it: words are often timed too short. */
  reach: 0.5 as Seconds,
  /** Less speech without a word is a cough, a laugh, or the padding that the detector adds. */
  shortest: 2 as Seconds,
} as const;

/**
 * Speech that a network of 30 s passed over: sometimes it ends after one sentence although another follows, with or without
 * timestamps. A window in which nothing at all was written is not heard again: it would give the same. Pure.
 *
 * @param words of all windows, in any order.
 * @returns a window for each gap between words in which somebody speaks.
 */
export function lostSpeech(
  windows: readonly RecognitionWindow[],
  words: readonly Span[],
): RecognitionWindow[] {
  const { reach, shortest } = lostSpeechDefaults;
  return windows.flatMap((window) => {
    const inside = words
      .filter(({ start, end }) => start < window.end && end > window.start)
      .sort((a, b) => a.start - b.start);
    if (inside.length === 0) return [];
    const lost: RecognitionWindow[] = [];
    let from = window.start;
    for (const next of [...inside, { start: window.end + reach, end: window.end }]) {
      const to = next.start - reach;
      const speech = window.speech
        .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }))
        .filter(({ start, end }) => end > start);
      if (totalSeconds(speech) >= shortest)
        lost.push({ start: speech[0].start, end: speech[speech.length - 1].end, speech });
      from = Math.max(from, next.end + reach);
    }
    return lost;
  });
}
