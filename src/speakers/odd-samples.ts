import type { Embedding } from '../domain/speakers.js';
import type { Seconds } from '../domain/time.js';
import { dot, meanDirection, normalize } from '../domain/vectors.js';

export interface MeasuredSample {
  readonly embedding: Embedding;
  /** Speech that went into it. */
  readonly seconds: Seconds;
}

/**
 * The samples that are probably of another person: their cosine similarity to the known ones together is below
 * `threshold`. Without any known, to all others that are new. Pure.
 * @param known samples that count already; all are of one model
 */
export function oddSamples<Sample extends MeasuredSample>(
  samples: readonly Sample[],
  known: readonly MeasuredSample[],
  threshold: number,
): (Sample & { readonly similarity: number })[] {
  return samples.flatMap((sample) => {
    const others = known.length > 0 ? known : samples.filter((other) => other !== sample);
    const similarity = similarityTo(sample, others);
    return similarity !== null && similarity < threshold ? [{ ...sample, similarity }] : [];
  });
}

/** Cosine similarity of a sample to others together, weighted by their seconds; null when there are none. Pure. */
export function similarityTo(sample: MeasuredSample, others: readonly MeasuredSample[]): number | null {
  const voice = meanDirection(
    others.map(({ embedding }) => embedding.vector),
    others.map(({ seconds }) => seconds),
  );
  return voice && dot(normalize(sample.embedding.vector.slice()), voice.vector);
}
