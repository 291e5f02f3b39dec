import { overlap, type Seconds, type Span } from '../domain/time.js';
import type { UnrecognizedSpeech } from '../domain/unrecognized.js';

const unrecognizedDefaults = {
  /** Speech without words on both sides of a shorter pause is one span. */
  pause: 1 as Seconds,
  /** A word this near to a span of speech belongs to it: its times may be off. */
  touch: 0.2 as Seconds,
  /** The detector's own minimum (`findSpeechDefaults.minSpeech`): what is left of a span is no shorter. */
  shortest: 0.25 as Seconds,
  /** Inside a span that has words, speech this near to a word belongs to it, too ... */
  reach: 0.5 as Seconds,
  /** ... and less than this between two words is hesitation, a breath, a laugh. */
  shortestInside: 2 as Seconds,
} as const;

/**
 * When somebody speaks and the transcript has no words: whole spans of detected speech, and long gaps inside one. Pure.
 *
 * @param speech as it was given to the recognizer: sorted and disjoint.
 * @param words that were kept, in any order.
 */
export function findUnrecognized(
  speech: readonly Span[],
  words: readonly Span[],
  suppressed: readonly Span[],
): UnrecognizedSpeech[] {
  const { pause } = unrecognizedDefaults;
  const sorted = [...words].sort((a, b) => a.start - b.start);
  const joined: Span[] = [];
  let next = 0;
  for (const span of speech) {
    while (next < sorted.length && sorted[next].end < span.start - unrecognizedDefaults.reach) next++;
    let to = next;
    while (to < sorted.length && sorted[to].start < span.end + unrecognizedDefaults.reach) to++;
    for (const own of gapsIn(span, sorted.slice(next, to))) {
      const last = joined.at(-1);
      const between = last && { start: last.end, end: own.start };
      if (between && between.end - between.start <= pause && !sorted.some((word) => within(word, between)))
        joined[joined.length - 1] = { start: last.start, end: own.end };
      else joined.push(own);
    }
  }
  return joined.map((span) => ({
    ...span,
    reason: suppressed.some((passage) => overlap(passage, span) > 0) ? 'left-out' : 'no-words',
  }));
}

/** What of a span has no words. @param words near the span, by start. */
function gapsIn(span: Span, words: readonly Span[]): Span[] {
  const { touch, shortest, reach, shortestInside } = unrecognizedDefaults;
  if (!words.some((word) => word.start < span.end + touch && word.end > span.start - touch))
    return span.end - span.start >= shortest ? [span] : [];
  const gaps: Span[] = [];
  let from = span.start;
  for (const word of [...words, { start: span.end + reach, end: span.end }]) {
    const to = Math.min(span.end, word.start - reach);
    if (to - from >= shortestInside) gaps.push({ start: from, end: to });
    from = Math.max(from, word.end + reach);
  }
  return gaps;
}

const within = (word: Span, gap: Span): boolean => word.end > gap.start && word.start < gap.end;
