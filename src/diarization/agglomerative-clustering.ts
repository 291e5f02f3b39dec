import { overlap, type Span } from '../domain/time.js';
import { dot } from '../domain/vectors.js';

/** Embeddings of windows of a recording. */
export interface WindowEmbeddings {
  /** Unit vectors in the order of time, [windows, dims]. */
  readonly vectors: Float32Array;
  readonly dims: number;
  /** When each window is. */
  readonly spans: readonly Span[];
}

/** Which windows are of one voice. */
export interface Clustering {
  /** Cluster of each window, 0 to count - 1; -1 if it belongs to none for sure. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** How similar a cluster is taken to be to itself before anything is known about the recording. */
export interface SelfSimilarity {
  /** Cosine similarity of two windows of one voice; */
  readonly selfSimilarity: number;
  /** it counts as much as this many pairs of windows. */
  readonly selfPairs: number;
}

/** Windows that are taken for one voice. */
export interface VoiceCluster {
  readonly members: number[];
  /** Sum of the members' vectors, [dims]. */
  readonly sum: Float64Array;
  /** Sum and number of the cosine similarities of all pairs of members that share no audio. */
  within: number;
  pairs: number;
}

/** The clusters as sums of their vectors. */
export function collectClusters(input: WindowEmbeddings, start: Clustering): VoiceCluster[] {
  const { vectors, dims } = input;
  const clusters: VoiceCluster[] = Array.from({ length: start.count }, () => ({
    members: [],
    sum: new Float64Array(dims),
    within: 0,
    pairs: 0,
  }));
  for (let i = 0; i < start.labels.length; i++) {
    if (start.labels[i] < 0) continue;
    const cluster = clusters[start.labels[i]];
    cluster.members.push(i);
    for (let d = 0; d < dims; d++) cluster.sum[d] += vectors[i * dims + d];
  }
  for (const cluster of clusters) {
    const n = cluster.members.length;
    const shared = sharedPairs(input, cluster.members, cluster.members);
    cluster.within = (dot(cluster.sum, cluster.sum) - n - shared.sum) / 2;
    cluster.pairs = (n * (n - 1) - shared.count) / 2;
  }
  return clusters.filter(({ members }) => members.length > 0);
}

/** Sum and number of the cosine similarities between members of two clusters whose windows share audio. */
function sharedPairs(
  { vectors, dims, spans }: WindowEmbeddings,
  a: readonly number[],
  b: readonly number[],
): { sum: number; count: number } {
  // Windows are in the order of time, so only near neighbours can overlap.
  const others = new Set(b);
  let sum = 0;
  let count = 0;
  for (const i of a)
    for (const step of [-1, 1])
      for (let j = i + step; j >= 0 && j < spans.length && overlap(spans[i], spans[j]) > 0; j += step) {
        if (!others.has(j)) continue;
        for (let d = 0; d < dims; d++) sum += vectors[i * dims + d] * vectors[j * dims + d];
        count++;
      }
  return { sum, count };
}

/**
 * Agglomerative clustering with average linkage (Sokal and Michener 1958), where the average is divided by what
 * windows of the same cluster have among themselves, see `clusterVoices`: merges the two clusters that are most
 * similar, again and again. Every cluster remembers its nearest one (Anderberg 1973), so that a merge costs O(n).
 *
 * It ends when no two are as similar as `threshold` or `least` clusters are left; with `most`, it goes on below the
 * threshold until there are so few. Similarities are kept as dot products of sums, which add up when clusters merge.
 */
export function mergeClusters(
  input: WindowEmbeddings,
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
    const shared = sharedPairs(input, from.members, into.members);
    into.within += from.within + cross[a * n + b] - shared.sum;
    into.pairs += from.pairs + from.members.length * into.members.length - shared.count;
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
  const within = (cluster.within + selfPairs * selfSimilarity) / (cluster.pairs + selfPairs);
  // Voices that are not even similar to themselves are kept from dividing by nothing.
  return 1 / (cluster.members.length * Math.sqrt(Math.max(within, 0.05)));
}
