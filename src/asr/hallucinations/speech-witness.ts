import { overlap, type Seconds, type Span } from '../../domain/time.js';

/** Answers where the detector heard somebody. */
export interface SpeechWitness {
  /** Seconds between a span and the nearest speech; 0 where they touch, infinite where nobody ever speaks. */
  distance(span: Span): Seconds;
  /** Share of a span that is speech, 0 to 1; a span without length is covered or not. */
  share(span: Span): number;
}

/** @param speech sorted and disjoint. */
export function createSpeechWitness(speech: readonly Span[]): SpeechWitness {
  /** The first span that ends after this moment. */
  const firstAfter = (moment: Seconds): number => {
    let low = 0;
    let high = speech.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (speech[middle].end > moment) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const distance = (span: Span): Seconds => {
    const i = firstAfter(span.start);
    const before = i > 0 ? span.start - speech[i - 1].end : Number.POSITIVE_INFINITY;
    const after = i < speech.length ? Math.max(0, speech[i].start - span.end) : Number.POSITIVE_INFINITY;
    return Math.min(before, after);
  };
  return {
    distance,
    share(span) {
      const length = span.end - span.start;
      if (length <= 0) return distance(span) === 0 ? 1 : 0;
      let covered = 0;
      for (let i = firstAfter(span.start); i < speech.length && speech[i].start < span.end; i++)
        covered += overlap(span, speech[i]);
      return covered / length;
    },
  };
}
