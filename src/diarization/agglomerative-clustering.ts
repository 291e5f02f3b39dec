import { dot } from '../domain/vectors.js';

/** How similar a cluster is taken to be to itself before anything is known about the recording. */
export interface SelfSimilarity {
  /** Cosine similarity of two pieces of one voice; */
  readonly selfSimilarity: number;
  /** it counts as much as this many pairs of pieces. */
  readonly selfPairs: number;
}

/** Pieces that are taken for one voice. */
export interface VoiceCluster {
  readonly members: number[];
  /** Sum of the members' vectors, [dims]. */
  readonly sum: Float64Array;
  /** Sum of the cosine similarities of all pairs of members. */
  within: number;
}

/**
 * Agglomerative clustering with average linkage (Sokal and Michener 1958), where the average is divided by what
 * pieces of the same cluster have among themselves, see `clusterVoices`: merges the two clusters that are most
 * similar, again and again. Every cluster remembers its nearest one (Anderberg 1973), so that a merge costs O(n).
 *
 * It ends when no two are as similar as `threshold` or `least` clusters are left; with `most`, it goes on below the
 * threshold until there are so few. Similarities are kept as dot products of sums, which add up when clusters merge.
 */
export function mergeClusters(
  start: readonly VoiceCluster[],
  threshold: number,
  least: number,
  prior: SelfSimilarity,
  most = Number.POSITIVE_INFINITY,
): VoiceCluster[] {
  const n = start.length;
  const clusters = start.map((c) => ({ ...c, members: [...c.members], sum: c.sum.slice() }));
  const alive = clusters.map((_, i) => i);
  // [n, n]: dot products of the sums, that is the sums of the cosine similarities between the members.
  const cross = new Float32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) cross[i * n + j] = cross[j * n + i] = dot(clusters[i].sum, clusters[j].sum);

  const scale = Float64Array.from(clusters, (c) => scaleOf(c, prior));
  const similarity = (i: number, j: number) => cross[i * n + j] * scale[i] * scale[j];
  const nearest = new Int32Array(n).fill(-1);
  const best = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  const findNearest = (i: number) => {
    nearest[i] = -1;
    best[i] = Number.NEGATIVE_INFINITY;
    for (const j of alive) {
      if (j === i) continue;
      const value = similarity(i, j);
      if (value > best[i]) {
        best[i] = value;
        nearest[i] = j;
      }
    }
  };
  for (const i of alive) findNearest(i);

  while (alive.length > least) {
    let a = -1;
    for (const i of alive) if (nearest[i] >= 0 && (a < 0 || best[i] > best[a])) a = i;
    if (a < 0 || (!(best[a] >= threshold) && alive.length <= most)) break;
    const b = nearest[a];
    const into = clusters[a];
    const from = clusters[b];
    into.within += from.within + cross[a * n + b];
    into.members.push(...from.members);
    for (let d = 0; d < into.sum.length; d++) into.sum[d] += from.sum[d];
    alive.splice(alive.indexOf(b), 1);
    scale[a] = scaleOf(into, prior);
    for (const j of alive) {
      if (j === a) continue;
      cross[a * n + j] += cross[b * n + j];
      cross[j * n + a] = cross[a * n + j];
    }
    findNearest(a);
    for (const j of alive) {
      if (j === a) continue;
      if (nearest[j] === a || nearest[j] === b) findNearest(j);
      else if (similarity(j, a) > best[j]) {
        best[j] = similarity(j, a);
        nearest[j] = a;
      }
    }
  }
  return alive.map((i) => clusters[i]);
}

/** A cluster's part of the quotient: 1 / (members * sqrt(mean similarity within)). */
function scaleOf(cluster: VoiceCluster, { selfSimilarity, selfPairs }: SelfSimilarity): number {
  const pairs = (cluster.members.length * (cluster.members.length - 1)) / 2;
  const within = (cluster.within + selfPairs * selfSimilarity) / (pairs + selfPairs);
  // Voices that are not even similar to themselves are kept from dividing by nothing.
  return 1 / (cluster.members.length * Math.sqrt(Math.max(within, 0.05)));
}
