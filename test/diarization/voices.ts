import type { EmbeddedPiece } from '../../src/diarization/cluster-voices.js';
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
 * Pieces of 2 s of made-up people: a direction of their own, plus what every piece adds by chance. `who` says whose
 * each piece is; two pieces of one person have a cosine similarity of about 1 / (1 + noise^2).
 */
export function makeVoices(who: readonly number[], dims: number, noise: number, seed = 1): EmbeddedPiece[] {
  const random = randomFrom(seed);
  const direction = () => normalize(Float32Array.from({ length: dims }, () => random() + random() - 1));
  const people = Array.from({ length: Math.max(-1, ...who) + 1 }, direction);
  return who.map((person, turn) => {
    const chance = direction();
    const vector = normalize(people[person].map((v, d) => v + noise * chance[d]));
    return { vector, seconds: 2, turn };
  });
}
