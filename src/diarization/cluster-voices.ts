import {
  type Clustering,
  collectClusters,
  mergeClusters,
  type SelfSimilarity,
  type VoiceCluster,
  type WindowEmbeddings,
} from './agglomerative-clustering.js';

export interface ClusterOptions extends SelfSimilarity {
  /** Similarity from which two clusters are the same voice, see `clusterVoices`. */
  readonly threshold: number;
  /** Seconds: shorter windows say too little about a voice to be clustered. */
  readonly minSeconds: number;
  /** A cluster of fewer windows is dropped; */
  readonly minWindows: number;
  /** so is one with a smaller share of them all. */
  readonly minShare: number;
  readonly minSpeakers: number;
  readonly maxSpeakers: number;
  /** How many clusters are compared at a time, all with all; if there are more, neighbours in time are merged first. */
  readonly block: number;
}

/** Chosen by `bench/clustering.ts`. */
export const clusterDefaults: ClusterOptions = {
  threshold: 0.65,
  selfSimilarity: 0.45,
  selfPairs: 10,
  minSeconds: 1,
  minWindows: 3,
  minShare: 0.005,
  minSpeakers: 1,
  maxSpeakers: 20,
  block: 1000,
};

/** Similarity from which windows of one block are merged before blocks are compared with each other. */
const surely = 0.85;
/** How much the threshold changes at a time, if more voices are asked for or fewer clusters are needed. */
const step = 0.05;

/**
 * Finds the voices among windows, and how many there are: agglomerative clustering in which the similarity of two
 * clusters is the mean cosine similarity between them, divided by the geometric mean of those within each.
 *
 * The division is what makes one threshold serve all recordings. A room or a noise that makes every window less
 * certain lowers all cosines alike; the quotient estimates the cosine similarity of the two voices themselves, however
 * many windows they have (the correction for attenuation of Spearman 1904). Pairs that share audio do not count in
 * the mean within, and while a cluster is small that mean is drawn to `selfSimilarity`.
 *
 * A cluster is kept as a sum of vectors, so that clusters of any size are compared exactly, and long recordings can be
 * merged block by block first: work O(block) per vector and dimension, memory O(block^2). Deterministic; pure.
 */
export function clusterVoices(
  input: WindowEmbeddings,
  options: ClusterOptions = clusterDefaults,
): Clustering {
  const long = input.spans.flatMap((span, i) => (span.end - span.start >= options.minSeconds ? [i] : []));
  const founders = long.length >= 2 * options.minWindows ? long : input.spans.map((_, i) => i);
  const labels = new Int32Array(input.spans.length).fill(-1);
  for (const [cluster, i] of founders.entries()) labels[i] = cluster;
  return reclusterVoices(input, { labels, count: founders.length }, options);
}

/** Goes on from clusters that are there already: merges those that are similar and drops the small ones. Pure. */
export function reclusterVoices(
  input: WindowEmbeddings,
  start: Clustering,
  options: ClusterOptions = clusterDefaults,
): Clustering {
  const { threshold, minSpeakers, maxSpeakers } = options;
  const merged = mergeBlocks(input, collectClusters(input, start), options);
  const least = Math.max(options.minWindows, options.minShare * input.spans.length);
  const substantial = (all: readonly VoiceCluster[]) => all.filter((c) => c.members.length >= least);
  // If more voices are asked for than the threshold yields, it rises until there are enough.
  let found = mergeClusters(input, merged, threshold, minSpeakers, options);
  for (let t = threshold + step; t < 1 && substantial(found).length < minSpeakers; t += step)
    found = mergeClusters(input, merged, t, minSpeakers, options);
  let clusters = substantial(found);
  if (clusters.length < Math.min(minSpeakers, found.length))
    clusters = [...found].sort((a, b) => b.members.length - a.members.length).slice(0, minSpeakers);
  if (clusters.length === 0) clusters = found.slice(0, 1);
  if (clusters.length > maxSpeakers)
    clusters = mergeClusters(input, clusters, Number.POSITIVE_INFINITY, 1, options, maxSpeakers);
  return labelClusters(input, clusters);
}

/** Merges block by block until all clusters fit into one comparison. */
function mergeBlocks(input: WindowEmbeddings, all: VoiceCluster[], options: ClusterOptions): VoiceCluster[] {
  let clusters = all;
  for (let threshold = surely; clusters.length > options.block; threshold -= step) {
    const merged: VoiceCluster[] = [];
    for (let i = 0; i < clusters.length; i += options.block)
      merged.push(...mergeClusters(input, clusters.slice(i, i + options.block), threshold, 1, options));
    clusters = merged;
  }
  return clusters;
}

/** Numbers the clusters by their first member. */
function labelClusters(input: WindowEmbeddings, clusters: readonly VoiceCluster[]): Clustering {
  const labels = new Int32Array(input.spans.length).fill(-1);
  clusters
    .map(({ members }) => ({ members, first: members.reduce((a, b) => Math.min(a, b)) }))
    .sort((a, b) => a.first - b.first)
    .forEach(({ members }, c) => {
      for (const member of members) labels[member] = c;
    });
  return { labels, count: clusters.length };
}
