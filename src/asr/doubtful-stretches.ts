import { overlap, type Span } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';

/**
 * A window of a foreign language has a mean log probability of -0.58 and less in the English model that ships, or had to be
 * drawn again; read English has -0.01 to -0.3, a far microphone down to -0.58 (eleven languages, ten meetings).
 */
export const doubtDefaults = { meanLogProb: -0.45 } as const;

/**
 * Indexes of the stretches whose words may be in another language than was recognized: nothing was written, or the
 * network was not sure of it. A network that gives no evidence is not doubted. Pure.
 */
export function doubtfulStretches(stretches: readonly Span[], segments: readonly Segment[]): number[] {
  return [...stretches.keys()].filter((i) => {
    const inside = segments.filter((segment) => overlap(segment, stretches[i]) > 0);
    if (inside.length === 0) return true;
    return inside.some(
      ({ evidence }) =>
        evidence &&
        (evidence.meanLogProb < doubtDefaults.meanLogProb || evidence.temperature > 0 || evidence.looped),
    );
  });
}
