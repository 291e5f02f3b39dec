import { formatClock, overlap, type Span } from './time.js';
import type { Word } from './transcript.js';

/** `no-words`: the recognizer wrote nothing there; `left-out`: what it wrote was suppressed. The values are stored. */
export const unrecognizedReasons = ['no-words', 'left-out'] as const;
type UnrecognizedReason = (typeof unrecognizedReasons)[number];

/** Detected speech without words in the transcript. */
export interface UnrecognizedSpeech extends Span {
  readonly reason: UnrecognizedReason;
}

/** Those whose words were not restored. */
export function stillUnrecognized(
  unrecognized: readonly UnrecognizedSpeech[],
  turns: readonly { readonly words: readonly Word[] }[],
): UnrecognizedSpeech[] {
  return unrecognized.filter(
    (span) =>
      span.reason === 'no-words' || !turns.some(({ words }) => words.some((word) => overlap(word, span) > 0)),
  );
}

/** One sentence for people, without its place. */
export function describeUnrecognized({ start, end, reason }: UnrecognizedSpeech): string {
  const length = `${(end - start).toFixed(end - start < 10 ? 1 : 0)} s of speech`;
  return reason === 'no-words'
    ? `${length} gave no words.`
    : `${length}: what was recognized here was left out as probably not spoken.`;
}

/** When they are, for people: the longest first, at most `most` of them. */
export function placesOf(spans: readonly Span[], most: number): string {
  const longest = [...spans].sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, most);
  const places = longest.map(
    ({ start, end }) => `${formatClock(start, 'short')} (${(end - start).toFixed(1)} s)`,
  );
  const more = spans.length - longest.length;
  return `${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
