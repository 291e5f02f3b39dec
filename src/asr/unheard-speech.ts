import type { Seconds, Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';

export const unheardDefaults = {
  /** Pauses that speakers make; speech on both sides of one is one stretch. */
  pause: 1 as Seconds,
  /** Speech this near to a word belongs to it: times of words are often too short. */
  reach: 1 as Seconds,
  /** Shorter stretches are laughter, coughs and voices from afar; the detector pads each by 0.3 s on both sides. */
  shortest: 5 as Seconds,
} as const;

/**
 * Where somebody clearly speaks and the recognizer wrote nothing. Networks without a language model of their own
 * (transducers, CTC) fail so: they leave words out rather than invent some. Pure.
 *
 * @param speech as it was given to the recognizer: sorted and disjoint.
 * @param segments that were kept, in any order.
 */
export function findUnheardSpeech(speech: readonly Span[], segments: readonly Segment[]): Span[] {
  const { pause, reach, shortest } = unheardDefaults;
  const words = segments
    .flatMap((segment) => segment.words)
    .map(({ start, end }) => ({ start: start - reach, end: end + reach }))
    .sort((a, b) => a.start - b.start);
  const unheard: Span[] = [];
  let next = 0;
  for (const stretch of joinStretches(speech, pause)) {
    let from = stretch.start;
    for (; next < words.length && words[next].start < stretch.end; next++) {
      if (words[next].start - from >= shortest) unheard.push({ start: from, end: words[next].start });
      from = Math.max(from, words[next].end);
    }
    if (stretch.end - from >= shortest) unheard.push({ start: from, end: stretch.end });
    // The last word may reach into the next stretch.
    if (next > 0) next--;
  }
  return unheard;
}

function joinStretches(speech: readonly Span[], pause: Seconds): Span[] {
  const joined: Span[] = [];
  for (const span of speech) {
    const last = joined.at(-1);
    if (last && span.start - last.end <= pause)
      joined[joined.length - 1] = { start: last.start, end: span.end };
    else joined.push(span);
  }
  return joined;
}
