import { overlap, type Seconds, type Span } from '../../domain/time.js';
import type { Segment } from '../../domain/transcript.js';

/**
 * In the English model that ships, eleven other languages have a mean log probability of -0.58 and less, or are drawn
 * again, and words of a mean confidence of .33 to .60; English has -0.01 to -0.3 and .9 when it is read, -0.58 and .68 to
 * .92 at far microphones.
 */
export const doubtDefaults = {
  meanLogProb: -0.5,
  confidence: 0.65,
  /** Shorter stretches without words are coughs and laughter. */
  wordless: 3 as Seconds,
} as const;

/**
 * Indexes of the stretches whose words may be in another language than was recognized, the most doubtful first: nothing was
 * written, or the network was not sure of it. One that gives no evidence is not doubted. Pure.
 */
export function doubtfulSpans(stretches: readonly Span[], segments: readonly Segment[]): number[] {
  const { meanLogProb, confidence, wordless } = doubtDefaults;
  const doubts = stretches.map((stretch, index) => {
    const inside = segments.filter((segment) => overlap(segment, stretch) > 0);
    if (inside.length === 0) return { index, sureness: 0, doubtful: stretch.end - stretch.start >= wordless };
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
