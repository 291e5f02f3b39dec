/** Groups of voice vectors. */
export interface VoiceGroups {
  /** Group of each vector, 0 to count - 1. */
  readonly labels: Int32Array;
  readonly count: number;
}

export interface ClusterOptions {
  /** Groups whose vectors are less alike than this on average (cosine) stay apart. */
  readonly threshold: number;
  readonly minSpeakers: number;
  readonly maxSpeakers: number;
  /** A group with a smaller share of the vectors is a ghost: each of its vectors goes to the voice it is most like. */
  readonly minShare: number;
  /** The same as a number of vectors. */
  readonly minVectors: number;
  /** Vectors that are compared with each other all at once; more of them are first grouped stretch by stretch. */
  readonly block: number;
}

export const clusterDefaults: ClusterOptions = {
  threshold: 0.3,
  minSpeakers: 1,
  maxSpeakers: 20,
  minShare: 0.03,
  minVectors: 3,
  block: 1200,
};

/** Similarity above which the vectors of one stretch of a long recording are taken together at first. */
const localThreshold = 0.5;

/**
 * Finds the voices among unit vectors and how many there are: agglomerative clustering with average linkage on the
 * cosine, cut at a threshold. As the mean of all cosines between two groups is the product of their mean vectors,
 * a group is kept as a sum and a count, so groups can be joined exactly whatever their size. That is what makes long
 * recordings possible: stretches are grouped on their own with a strict threshold, then the groups with each other.
 *
 * Work is O(block^2 dims) per stretch, memory O(block^2). Deterministic: ties go to the earlier vector. Pure.
 * @param vectors unit vectors in the order of time, [count, dims]
 */
export function clusterVoices(
  vectors: Float32Array,
  dims: number,
  options: ClusterOptions = clusterDefaults,
): VoiceGroups {
  const total = vectors.length / dims;
  if (total === 0) return { labels: new Int32Array(0), count: 0 };
  let groups: Group[] = Array.from({ length: total }, (_, i) => ({
    members: [i],
    sum: Float64Array.from(vectors.subarray(i * dims, (i + 1) * dims)),
  }));
  let block = options.block;
  while (groups.length > options.block) {
    const joined: Group[] = [];
    for (let i = 0; i < groups.length; i += block)
      joined.push(...join(groups.slice(i, i + block), localThreshold, 1, Number.POSITIVE_INFINITY));
    // Nothing left to join at this distance: the strictness has to give way, not the memory.
    if (joined.length === groups.length) {
      groups = join(groups, localThreshold, 1, options.block);
      break;
    }
    groups = joined;
    block = options.block;
  }
  groups = join(groups, options.threshold, options.minSpeakers, options.maxSpeakers);
  return foldGhosts(vectors, dims, groups, total, options);
}

interface Group {
  readonly members: number[];
  readonly sum: Float64Array;
}

/** Joins the two groups that are most alike, again and again, until none are alike enough and there are few enough. */
function join(input: readonly Group[], threshold: number, least: number, most: number): Group[] {
  const n = input.length;
  const groups: (Group | null)[] = input.map((g) => ({ members: [...g.members], sum: g.sum.slice() }));
  const likeness = new Float32Array(n * n);
  const nearest = new Int32Array(n).fill(-1);
  const set = (i: number, j: number) => {
    const a = groups[i] as Group;
    const b = groups[j] as Group;
    const value = dot(a.sum, b.sum) / (a.members.length * b.members.length);
    likeness[i * n + j] = value;
    likeness[j * n + i] = value;
  };
  const findNearest = (i: number) => {
    nearest[i] = -1;
    for (let j = 0; j < n; j++)
      if (j !== i && groups[j] && (nearest[i] < 0 || likeness[i * n + j] > likeness[i * n + nearest[i]]))
        nearest[i] = j;
  };
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) set(i, j);
  for (let i = 0; i < n; i++) findNearest(i);

  for (let left = n; left > least; left--) {
    let a = -1;
    for (let i = 0; i < n; i++)
      if (
        groups[i] &&
        nearest[i] >= 0 &&
        (a < 0 || likeness[i * n + nearest[i]] > likeness[a * n + nearest[a]])
      )
        a = i;
    if (a < 0) break;
    const b = nearest[a];
    if (likeness[a * n + b] < threshold && left <= most) break;
    const into = groups[a] as Group;
    const from = groups[b] as Group;
    into.members.push(...from.members);
    for (let d = 0; d < into.sum.length; d++) into.sum[d] += from.sum[d];
    groups[b] = null;
    for (let i = 0; i < n; i++) if (groups[i] && i !== a) set(a, i);
    for (let i = 0; i < n; i++)
      if (groups[i] && (i === a || nearest[i] === a || nearest[i] === b)) findNearest(i);
      else if (groups[i] && likeness[i * n + a] > likeness[i * n + nearest[i]]) nearest[i] = a;
  }
  return groups.filter((g) => g !== null);
}

/** Takes the smallest group away and gives its vectors to the voices they are most like, while there is a ghost. */
function foldGhosts(
  vectors: Float32Array,
  dims: number,
  input: readonly Group[],
  total: number,
  options: ClusterOptions,
): VoiceGroups {
  const least = Math.max(options.minVectors, options.minShare * total);
  const groups = [...input];
  for (;;) {
    let smallest = 0;
    for (let g = 1; g < groups.length; g++)
      if (groups[g].members.length < groups[smallest].members.length) smallest = g;
    if (groups.length <= Math.max(1, options.minSpeakers) || groups[smallest].members.length >= least) break;
    const [ghost] = groups.splice(smallest, 1);
    const directions = groups.map((g) => unit(g.sum));
    for (const member of ghost.members) {
      const vector = vectors.subarray(member * dims, (member + 1) * dims);
      let best = 0;
      for (let g = 1; g < groups.length; g++)
        if (dot(vector, directions[g]) > dot(vector, directions[best])) best = g;
      groups[best].members.push(member);
      for (let d = 0; d < dims; d++) groups[best].sum[d] += vector[d];
    }
  }
  const labels = new Int32Array(total);
  groups.forEach((group, g) => {
    for (const member of group.members) labels[member] = g;
  });
  return { labels, count: groups.length };
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((v) => v / length);
}
