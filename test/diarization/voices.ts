import type { WindowEmbeddings } from '../../src/diarization/agglomerative-clustering.js';
import type { Span } from '../../src/domain/time.js';
import { normalize } from '../../src/domain/vectors.js';

/** Numbers in [0, 1) that are the same in every run (Park and Miller 1988). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/**
 * Vectors of made-up people: a direction of their own, plus what every window adds by chance. `who` says who speaks
 * in each window; two windows of one person have a cosine similarity of about 1 / (1 + noise^2).
 */
export function makeVoices(who: readonly number[], dims: number, noise: number, seed = 1): WindowEmbeddings {
  const random = randomFrom(seed);
  const direction = () => normalize(Float32Array.from({ length: dims }, () => random() + random() - 1));
  const people = Array.from({ length: Math.max(-1, ...who) + 1 }, direction);
  const vectors = new Float32Array(who.length * dims);
  const spans: Span[] = [];
  who.forEach((person, i) => {
    const chance = direction();
    const vector = normalize(people[person].map((v, d) => v + noise * chance[d]));
    vectors.set(vector, i * dims);
    spans.push({ start: i * 2, end: i * 2 + 1.5 });
  });
  return { vectors, dims, spans };
}
