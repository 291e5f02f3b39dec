import type { Embedding } from '../domain/speakers.js';
import type { Seconds } from '../domain/time.js';
import { dot, normalize } from '../domain/vectors.js';

interface MeasuredVoice {
  /** Null where there was too little speech to measure anything. */
  readonly embedding: Embedding | null;
  /** Speech that went into it. */
  readonly seconds: Seconds;
}

/**
 * The samples that are less like all others together, by cosine similarity, than one person's would be.
 *
 * @param threshold from which two voices are taken for one.
 */
export function oddVoices<Clip extends MeasuredVoice>(
  clips: readonly Clip[],
  threshold: number,
): (Clip & { readonly likeness: number })[] {
  return clips.flatMap((clip) => {
    const { embedding } = clip;
    const others = clips.filter((other) => other !== clip && other.embedding);
    if (!embedding || others.length === 0) return [];
    const sum = new Float32Array(embedding.vector.length);
    for (const { embedding: other, seconds } of others)
      other!.vector.forEach((value, i) => {
        sum[i] += seconds * value;
      });
    const likeness = dot(embedding.vector, normalize(sum));
    return likeness < threshold ? [{ ...clip, likeness }] : [];
  });
}
