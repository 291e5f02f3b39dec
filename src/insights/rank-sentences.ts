/*
 * Which sentences say the most of a text: those that are like many others. Günes Erkan and Dragomir Radev, "LexRank:
 * Graph-based Lexical Centrality as Salience in Text Summarization" (2004), in its continuous form: the stationary
 * distribution of a walk from sentence to sentence, whose steps are as probable as the sentences are alike.
 */

const rankDefaults = {
  /** How probable it is that a step goes anywhere, as in the paper. */
  jump: 0.15,
  /** Similarity below which two sentences have nothing to do with each other, as in the paper. */
  threshold: 0.1,
  /** Change of all ranks together at which the walk has settled. */
  tolerance: 1e-6,
  steps: 200,
  /** Sentences that are compared with each other; of a longer text, each such part is ranked alone. */
  block: 300,
} as const;

/**
 * Ranks of texts, of which 1 is the mean. Time and memory grow with the number of texts, not with its square, because
 * the parts of a long text are ranked one by one. Pure.
 *
 * @param similarity of two texts by their indices, 0 to 1.
 */
export function rankSentences(count: number, similarity: (a: number, b: number) => number): Float64Array {
  const ranks = new Float64Array(count);
  const blocks = Math.max(1, Math.ceil(count / rankDefaults.block));
  for (let i = 0; i < blocks; i++) {
    const [from, to] = [Math.floor((i * count) / blocks), Math.floor(((i + 1) * count) / blocks)];
    ranks.set(rankBlock(from, to, similarity), from);
  }
  return ranks;
}

function rankBlock(from: number, to: number, similarity: (a: number, b: number) => number): Float64Array {
  const { jump, threshold, tolerance, steps } = rankDefaults;
  const size = to - from;
  const edges: { readonly to: number; readonly weight: number }[][] = Array.from({ length: size }, () => []);
  const sums = new Float64Array(size);
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++) {
      const weight = similarity(from + a, from + b);
      if (weight < threshold) continue;
      edges[a].push({ to: b, weight });
      edges[b].push({ to: a, weight });
      sums[a] += weight;
      sums[b] += weight;
    }
  let ranks = new Float64Array(size).fill(1);
  for (let step = 0; step < steps; step++) {
    const next = new Float64Array(size).fill(jump);
    for (let a = 0; a < size; a++) {
      // A sentence like no other keeps its rank to itself.
      if (sums[a] === 0) next[a] += (1 - jump) * ranks[a];
      for (const { to: b, weight } of edges[a]) next[b] += ((1 - jump) * ranks[a] * weight) / sums[a];
    }
    const change = next.reduce((sum, rank, i) => sum + Math.abs(rank - ranks[i]), 0);
    ranks = next;
    if (change < tolerance) break;
  }
  return ranks;
}

/**
 * The best items, none too much like one that was chosen before: Jaime Carbonell and Jade Goldstein, "The use of MMR,
 * diversity-based reranking" (1998).
 *
 * @param scores of the items; those of 0 and below are not chosen.
 * @returns indices, the best first.
 */
export function chooseDiverse(
  scores: readonly number[],
  wanted: number,
  similarity: (a: number, b: number) => number,
): number[] {
  const best = Math.max(...scores, 0);
  if (best === 0) return [];
  const left = scores.flatMap((score, i) => (score > 0 ? [i] : []));
  const closest = new Float64Array(scores.length);
  const chosen: number[] = [];
  const merit = (i: number) => 0.7 * (scores[i] / best) - 0.3 * closest[i];
  while (chosen.length < wanted && left.length > 0) {
    let at = 0;
    for (let k = 1; k < left.length; k++) if (merit(left[k]) > merit(left[at])) at = k;
    const [next] = left.splice(at, 1);
    // Nearly the same sentence again.
    if (closest[next] > 0.7) continue;
    chosen.push(next);
    for (const i of left) closest[i] = Math.max(closest[i], similarity(next, i));
  }
  return chosen;
}
