/** Inner product; of unit vectors the cosine similarity. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Scales a vector to length 1 in place; a zero vector stays zero. */
export function normalize(vector: Float32Array): Float32Array {
  let square = 0;
  for (let i = 0; i < vector.length; i++) square += vector[i] * vector[i];
  if (square > 0) {
    const scale = 1 / Math.sqrt(square);
    for (let i = 0; i < vector.length; i++) vector[i] *= scale;
  }
  return vector;
}

/**
 * Mean of the directions of some vectors, weighted.
 * @param weights one a vector, above 0
 * @returns the mean brought to length 1, and its length before that: the mean cosine similarity of the vectors to it.
 *   Null when there are none, or they cancel each other out.
 */
export function meanDirection(
  vectors: readonly Float32Array[],
  weights: readonly number[],
): { readonly vector: Float32Array; readonly length: number } | null {
  const mean = new Float64Array(vectors[0]?.length ?? 0);
  let total = 0;
  for (const [i, vector] of vectors.entries()) {
    const weight = weights[i] / Math.sqrt(dot(vector, vector));
    for (let d = 0; d < mean.length; d++) mean[d] += weight * vector[d];
    total += weights[i];
  }
  const length = Math.sqrt(dot(mean, mean));
  if (!(length > 1e-6 * total)) return null;
  return { vector: Float32Array.from(mean, (value) => value / length), length: Math.min(1, length / total) };
}
