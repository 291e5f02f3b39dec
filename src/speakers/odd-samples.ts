import type { Embedding } from '../domain/speakers.js';
import type { Seconds } from '../domain/time.js';
import { dot, normalize } from '../domain/vectors.js';

interface MeasuredSample {
  /** Null: there was too little speech to measure anything. */
  readonly embedding: Embedding | null;
  /** Speech that went into it. */
  readonly seconds: Seconds;
}

/**
 * The samples that are probably of another person: their cosine similarity to all others together is below `threshold`,
 * from which two voices are taken for one. Pure.
 */
export function oddSamples<Sample extends MeasuredSample>(
  samples: readonly Sample[],
  threshold: number,
): (Sample & { readonly similarity: number })[] {
  return samples.flatMap((sample) => {
    const { embedding } = sample;
    const others = samples.filter((other) => other !== sample && other.embedding);
    if (!embedding || others.length === 0) return [];
    const sum = new Float32Array(embedding.vector.length);
    for (const { embedding: other, seconds } of others)
      other!.vector.forEach((value, i) => {
        sum[i] += seconds * value;
      });
    const similarity = dot(embedding.vector, normalize(sum));
    return similarity < threshold ? [{ ...sample, similarity }] : [];
  });
}
