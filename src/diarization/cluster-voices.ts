import type { Seconds } from '../domain/time.js';
import { normalize } from '../domain/vectors.js';
import { mergeClusters, type SelfSimilarity, type VoiceCluster } from './agglomerative-clustering.js';

/** A piece of a turn with its embedding. */
export interface EmbeddedPiece {
  /** Unit vector, [dims]. */
  readonly vector: Float32Array;
  readonly seconds: Seconds;
  /** Pieces of one uninterrupted turn share it, and come one after the other. */
  readonly turn: number;
}

export interface ClusterOptions extends SelfSimilarity {
  /** Similarity from which two clusters are the same voice, see `clusterVoices`. */
  readonly threshold: number;
  /** A cluster with a smaller share of all that is said, ... */
  readonly ghostShare: number;
  /** ... and without an uninterrupted turn of this length, is no person. */
  readonly ghostTurn: Seconds;
  readonly minSpeakers: number;
  readonly maxSpeakers: number;
  /** How many clusters are compared at a time, all with all; if there are more, neighbours in time are merged first. */
  readonly block: number;
}

/** Chosen on the recordings and conversations of docs/accuracy.md, for CAM++. */
export const clusterDefaults: ClusterOptions = {
  threshold: 0.6,
  selfSimilarity: 0.5,
  selfPairs: 10,
  ghostShare: 0.02,
  ghostTurn: 2,
  minSpeakers: 1,
  maxSpeakers: 20,
  block: 1000,
};

/** Similarity from which pieces of one block are merged before blocks are compared with each other. */
const surely = 0.85;
/** How much the threshold changes at a time, if more voices are asked for or fewer clusters are needed. */
const step = 0.05;

/** Which pieces are of one voice. */
export interface VoiceClustering {
  /** Voice of each piece, 0 to count - 1, in the order in which voices first speak; -1: a ghost's. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Clusters that said too little to be people. */
  readonly ghosts: number;
}

/**
 * Finds the voices among pieces, and how many there are: agglomerative clustering in which the similarity of two
 * clusters is the mean cosine similarity between them, divided by the geometric mean of those within each.
 *
 * The division is what makes one threshold serve all recordings. A room or a noise that makes every piece less certain
 * lowers all cosines alike; the quotient estimates the cosine similarity of the two voices themselves, however many
 * pieces they have (the correction for attenuation of Spearman 1904). While a cluster is small, its mean within is drawn
 * to `selfSimilarity`.
 *
 * A cluster is kept as a sum of vectors, so that clusters of any size are compared exactly, and long recordings can be
 * merged block by block first: work O(block) per vector and dimension, memory O(block^2). Deterministic; pure.
 */
export function clusterVoices(
  pieces: readonly EmbeddedPiece[],
  options: ClusterOptions = clusterDefaults,
): VoiceClustering {
  const { threshold, minSpeakers, maxSpeakers } = options;
  if (pieces.length === 0) return { labels: new Int32Array(0), count: 0, ghosts: 0 };
  const merged = mergeBlocks(
    pieces.map(({ vector }, i) => ({ members: [i], sum: Float64Array.from(vector), within: 0 })),
    options,
  );
  const people = (all: readonly VoiceCluster[]) => all.filter((c) => !isGhost(c, pieces, options));
  // If more voices are asked for than the threshold yields, it rises until there are enough.
  let found = mergeClusters(merged, threshold, minSpeakers, options);
  for (let t = threshold + step; t < 1 && people(found).length < minSpeakers; t += step)
    found = mergeClusters(merged, t, minSpeakers, options);
  let clusters = people(found);
  if (clusters.length < Math.min(Math.max(1, minSpeakers), found.length))
    clusters = [...found].sort((a, b) => spoken(b, pieces) - spoken(a, pieces)).slice(0, minSpeakers);
  const ghosts = found.length - clusters.length;
  if (clusters.length > maxSpeakers)
    clusters = mergeClusters(clusters, Number.POSITIVE_INFINITY, 1, options, maxSpeakers);
  return { ...labelPieces(clusters, pieces.length), ghosts };
}

/** Merges block by block until all clusters fit into one comparison. */
function mergeBlocks(all: VoiceCluster[], options: ClusterOptions): VoiceCluster[] {
  let clusters = all;
  for (let threshold = surely; clusters.length > options.block; threshold -= step) {
    const merged: VoiceCluster[] = [];
    for (let i = 0; i < clusters.length; i += options.block)
      merged.push(...mergeClusters(clusters.slice(i, i + options.block), threshold, 1, options));
    clusters = merged;
  }
  return clusters;
}

const spoken = ({ members }: VoiceCluster, pieces: readonly EmbeddedPiece[]): Seconds =>
  members.reduce((sum, i) => sum + pieces[i].seconds, 0);

/** Whether a cluster is no person: a laugh, a cough, a few words that sound like nobody else's. */
function isGhost(
  cluster: VoiceCluster,
  pieces: readonly EmbeddedPiece[],
  { ghostShare, ghostTurn }: ClusterOptions,
): boolean {
  const all = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  if (spoken(cluster, pieces) >= ghostShare * all) return false;
  const turns = new Map<number, Seconds>();
  for (const i of cluster.members)
    turns.set(pieces[i].turn, (turns.get(pieces[i].turn) ?? 0) + pieces[i].seconds);
  return Math.max(...turns.values()) < ghostTurn;
}

/** Numbers the voices by their first piece. */
function labelPieces(
  clusters: readonly VoiceCluster[],
  pieces: number,
): { labels: Int32Array; count: number } {
  const labels = new Int32Array(pieces).fill(-1);
  clusters
    .map(({ members }) => ({ members, first: members.reduce((a, b) => Math.min(a, b)) }))
    .sort((a, b) => a.first - b.first)
    .forEach(({ members }, c) => {
      for (const member of members) labels[member] = c;
    });
  return { labels, count: clusters.length };
}

/** Unit-length mean of the embeddings of each voice, weighted by their seconds, [voices][dims]. */
export function centroidsOf(
  pieces: readonly EmbeddedPiece[],
  { labels, count }: Pick<VoiceClustering, 'labels' | 'count'>,
): Float32Array[] {
  const sums = Array.from({ length: count }, () => new Float32Array(pieces[0].vector.length));
  for (const [i, { vector, seconds }] of pieces.entries()) {
    if (labels[i] < 0) continue;
    const sum = sums[labels[i]];
    for (let d = 0; d < sum.length; d++) sum[d] += seconds * vector[d];
  }
  return sums.map(normalize);
}
