import type { Seconds, Span } from '../../../domain/time.js';
import { weighAnomaly } from '../../word-anomaly.js';
import { lastWordEnd, type TimedSegment } from '../timing/word-timing.js';

/** A segment this near to the edge of its window counts as beside silence (openai/whisper `transcribe.py`). */
const edge: Seconds = 2;

export interface SilenceContext {
  /** Silences longer than this are suspicious. */
  readonly threshold: Seconds;
  /** The window as if it were a whole 30 s. */
  readonly window: Span;
  /** End of the window's audio. */
  readonly audioEnd: Seconds;
  /** Length of the recording. */
  readonly total: Seconds;
  /** End of the words before this window. */
  readonly lastSpeech: Seconds;
  /** The window ended with a single time: nobody speaks after it. */
  readonly closed: boolean;
}

export interface SilenceVerdict {
  /** Where the loop is to go on; undefined: where it would anyway. */
  readonly next: Seconds | undefined;
  /** How many of the segments to keep; `nothing` when the window is to be heard again from `next`. */
  readonly keep: number | 'nothing';
}

/**
 * Skips the silence before words that were probably not spoken (openai/whisper `transcribe.py`,
 * `hallucination_silence_threshold`): implausible segments between silences are dropped, and the loop goes on there.
 */
export function findSilentHallucination(
  segments: readonly TimedSegment[],
  context: SilenceContext,
): SilenceVerdict {
  const { threshold, window } = context;
  const lastEnd = lastWordEnd(segments);
  let next: Seconds | undefined;
  if (!context.closed && lastEnd !== undefined && lastEnd > window.start)
    next = window.end - lastEnd > threshold ? lastEnd : context.audioEnd;

  const withWords = (from: number) => segments.slice(from).find((segment) => segment.words.length > 0);
  const first = withWords(0);
  if (first && isImplausible(first) && first.start - window.start > threshold)
    return { next: first.start, keep: 'nothing' };

  let before = context.lastSpeech;
  for (const [i, segment] of segments.entries()) {
    if (segment.words.length === 0) continue;
    if (isImplausible(segment)) {
      const following = withWords(i + 1);
      const nextStart = following ? following.words[0].start : context.audioEnd;
      const silenceBefore =
        segment.start - before > threshold ||
        segment.start < threshold ||
        segment.start - window.start < edge;
      const silenceAfter =
        nextStart - segment.end > threshold ||
        (following !== undefined && isImplausible(following)) ||
        window.end - segment.end < edge;
      if (silenceBefore && silenceAfter) {
        const over = context.total - segment.end < threshold;
        return { next: over ? context.total : Math.max(window.start + 1, segment.start), keep: i };
      }
    }
    before = segment.end;
  }
  return { next, keep: segments.length };
}

const punctuation = '"\'“¿([{-"\'.。,，!！?？:：”)]}、';

function isImplausible({ words }: TimedSegment): boolean {
  const spoken = words.filter((word) => !punctuation.includes(word.text));
  return weighAnomaly(spoken.map((word) => ({ ...word, confidence: word.probability }))).anomalous;
}
