import { overlap, type Seconds, type Span } from '../../domain/time.js';
import type { Segment } from '../../domain/transcript.js';

/**
 * Measured with the English model that ships. Eleven other languages: mean log probability of -0.58 and less, or decoded
 * again at random, mean word confidence .33 to .60. English: -0.01 to -0.3 and .9 read aloud, -0.58 and .68 to .92 from
 * far microphones.
 */
export const doubtDefaults = {
  meanLogProb: -0.5,
  confidence: 0.65,
  /** Shorter spans without words are coughs and laughter. */
  wordless: 3 as Seconds,
} as const;

/**
 * Indexes of the spans that may be in another language than they were recognized in, the most doubtful first: nothing was
 * written there, or the network was unsure of it. A network that gives no evidence is not doubted. Pure.
 */
export function doubtfulSpans(spans: readonly Span[], segments: readonly Segment[]): number[] {
  const { meanLogProb, confidence, wordless } = doubtDefaults;
  const doubts = spans.map((span, index) => {
    const inside = segments.filter((segment) => overlap(segment, span) > 0);
    if (inside.length === 0) return { index, sureness: 0, doubtful: span.end - span.start >= wordless };
    const sureness = inside.reduce((sum, segment) => sum + segment.confidence, 0) / inside.length;
    const unsure = inside.some(
      ({ evidence }) =>
        evidence && (evidence.meanLogProb < meanLogProb || evidence.temperature > 0 || evidence.looped),
    );
    return { index, sureness, doubtful: unsure && sureness < confidence };
  });
  return doubts
    .filter(({ doubtful }) => doubtful)
    .sort((a, b) => a.sureness - b.sureness)
    .map(({ index }) => index);
}
