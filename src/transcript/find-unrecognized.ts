import { overlap, type Seconds, type Span } from '../domain/time.js';
import type { UnrecognizedSpeech } from '../domain/unrecognized.js';

export const unrecognizedDefaults = {
  /** Seconds; stretches without words on both sides of a shorter pause are one. */
  pause: 1 as Seconds,
  /** A word this near to a detected stretch belongs to it: its time may be off. */
  touch: 0.2 as Seconds,
  /** The detector's own minimum (`findSpeechDefaults.minSpeech`): what is left of a stretch is no shorter. */
  shortest: 0.25 as Seconds,
  /** Inside a stretch that has words, speech this near to a word belongs to it, too ... */
  reach: 0.5 as Seconds,
  /** ... and less than this between two words is hesitation, a breath, a laugh. */
  shortestInside: 2 as Seconds,
} as const;

/**
 * Where somebody speaks and the transcript has no words: whole stretches of detected speech, and long parts of one. Pure.
 *
 * @param speech as it was given to the recognizer: sorted and disjoint.
 * @param words that were kept, in any order.
 * @param leftOut what was recognized and left out.
 */
export function findUnrecognized(
  speech: readonly Span[],
  words: readonly Span[],
  leftOut: readonly Span[],
): UnrecognizedSpeech[] {
  const { pause } = unrecognizedDefaults;
  const sorted = [...words].sort((a, b) => a.start - b.start);
  const joined: Span[] = [];
  let next = 0;
  for (const span of speech) {
    while (next < sorted.length && sorted[next].end < span.start - unrecognizedDefaults.reach) next++;
    let to = next;
    while (to < sorted.length && sorted[to].start < span.end + unrecognizedDefaults.reach) to++;
    for (const part of unheardIn(span, sorted.slice(next, to))) {
      const last = joined.at(-1);
      const between = last && { start: last.end, end: part.start };
      if (between && between.end - between.start <= pause && !sorted.some((word) => within(word, between)))
        joined[joined.length - 1] = { start: last.start, end: part.end };
      else joined.push(part);
    }
  }
  return joined.map((part) => ({
    ...part,
    reason: leftOut.some((passage) => overlap(passage, part) > 0) ? 'left-out' : 'no-words',
  }));
}

/** @param words near the span, by start. */
function unheardIn(span: Span, words: readonly Span[]): Span[] {
  const { touch, shortest, reach, shortestInside } = unrecognizedDefaults;
  if (!words.some((word) => word.start < span.end + touch && word.end > span.start - touch))
    return span.end - span.start >= shortest ? [span] : [];
  const parts: Span[] = [];
  let from = span.start;
  for (const word of [...words, { start: span.end + reach, end: span.end }]) {
    const to = Math.min(span.end, word.start - reach);
    if (to - from >= shortestInside) parts.push({ start: from, end: to });
    from = Math.max(from, word.end + reach);
  }
  return parts;
}

const within = (word: Span, gap: Span): boolean => word.end > gap.start && word.start < gap.end;
