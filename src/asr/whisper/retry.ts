import type { Seconds } from '../../domain/time.js';
import type { RecognitionWindow } from '../recognizer.js';
import type { GreedyRow } from './greedy.js';
import { compressionRatio } from './repetition.js';
import type { Tokenizer } from './tokenizer.js';

export const retryDefaults = {
  /** Text that packs better than this is a loop (openai/whisper `transcribe.py`). */
  compressionRatio: 2.4,
  /** Seconds; a window that looped is not cut into shorter pieces. */
  shortestPiece: 2,
} as const;

/** Whether the row looks like speech and not like a network that repeats itself. */
export function isSound(
  row: Pick<GreedyRow, 'stopped' | 'tokens'>,
  tokenizer: Pick<Tokenizer, 'decode'>,
  end: number,
): boolean {
  if (row.stopped !== 'end') return false;
  const text = row.tokens.filter((token) => token < end);
  return compressionRatio(tokenizer.decode(text)) <= retryDefaults.compressionRatio;
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
