import { type Seconds, type Span, totalSeconds } from '../../domain/time.js';
import type { RecognitionWindow } from '../recognizer.js';

export const lostSpeechDefaults = {
  /** Speech this near to a word belongs to it: times of words are often too short. */
  reach: 0.5 as Seconds,
  /** Less speech than this without a word is a cough, a laugh, or what the detector adds on both sides. */
  shortest: 2 as Seconds,
} as const;

/**
 * Speech that a window of 30 s passed over: having written one sentence, these networks sometimes end there, with
 * timestamps or without, though another follows. A window in which nothing at all was written is not among them: heard
 * again, it would say the same. Pure.
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
