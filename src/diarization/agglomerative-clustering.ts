import { overlap, type Span } from '../domain/time.js';
import { dot } from '../domain/vectors.js';

/** Embedded excerpts of a recording. */
export interface VoiceVectors {
  /** Unit vectors in the order of time, [spans, dims]. */
  readonly vectors: Float32Array;
  readonly dims: number;
  /** What each vector was taken from. */
  readonly spans: readonly Span[];
}

/** Groups of voice vectors. */
export interface VoiceGroups {
  /** Group of each vector, 0 to count - 1; -1 where it belongs to no group for sure. */
  readonly labels: Int32Array;
  readonly count: number;
}

export interface ClusterOptions {
  /** Likeness from which two groups are the same voice, see `clusterVoices`. */
  readonly threshold: number;
  /** Cosine that two excerpts of one voice have before anything is known about the recording; */
  readonly selfLikeness: number;
  /** it counts as much as this many pairs of excerpts. */
  readonly selfPairs: number;
  /** Shorter excerpts say too little about a voice to be grouped. */
  readonly minSeconds: number;
  /** A group of fewer excerpts is a ghost and left out; */
  readonly minVectors: number;
  /** so is one with a smaller share of them all. */
  readonly minShare: number;
  readonly minSpeakers: number;
  readonly maxSpeakers: number;
  /** Groups that are compared with each other all at once; more are first joined stretch by stretch. */
  readonly block: number;
}

/** Excerpts that are taken for one voice. */
export interface Group {
  readonly members: number[];
  readonly sum: Float64Array;
  /** Sum and number of the cosines of all pairs of members that share no audio. */
  within: number;
  pairs: number;
}

/** The groups as sums of their vectors. */
export function collectGroups(input: VoiceVectors, start: VoiceGroups): Group[] {
  const { vectors, dims } = input;
  const groups: Group[] = Array.from({ length: start.count }, () => ({
    members: [],
    sum: new Float64Array(dims),
    within: 0,
    pairs: 0,
  }));
  for (let i = 0; i < start.labels.length; i++) {
    if (start.labels[i] < 0) continue;
    const group = groups[start.labels[i]];
    group.members.push(i);
    for (let d = 0; d < dims; d++) group.sum[d] += vectors[i * dims + d];
  }
  for (const group of groups) {
    const n = group.members.length;
    const shared = sharedPairs(input, group.members, group.members);
    group.within = (dot(group.sum, group.sum) - n - shared.sum) / 2;
    group.pairs = (n * (n - 1) - shared.count) / 2;
  }
  return groups.filter((g) => g.members.length > 0);
}

/** Sum and number of the cosines between members of two groups whose excerpts share audio. */
function sharedPairs(
  { vectors, dims, spans }: VoiceVectors,
  a: readonly number[],
  b: readonly number[],
): { sum: number; count: number } {
  // Excerpts are in the order of time, so only near neighbours can overlap.
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
 * Joins the two groups that are most alike, again and again, until none are alike enough or `least` are left; with
 * `most`, goes on below the threshold until there are so few.
 */
export function joinGroups(
  input: VoiceVectors,
  start: readonly Group[],
  threshold: number,
  least: number,
  options: ClusterOptions,
  most = Number.POSITIVE_INFINITY,
): Group[] {
  const n = start.length;
  const groups = start.map((g) => ({ ...g, members: [...g.members], sum: g.sum.slice() }));
  const alive = groups.map((_, i) => i);
  // [n, n]: dot products of the sums, that is the sums of the cosines between the members.
  const cross = new Float32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) cross[i * n + j] = cross[j * n + i] = dot(groups[i].sum, groups[j].sum);

  const norm = Float64Array.from(groups, (g) => spread(g, options));
  const likeness = (i: number, j: number) => cross[i * n + j] * norm[i] * norm[j];
  const nearest = new Int32Array(n).fill(-1);
  const best = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  const search = (i: number) => {
    nearest[i] = -1;
    best[i] = Number.NEGATIVE_INFINITY;
    for (const j of alive) {
      if (j === i) continue;
      const value = likeness(i, j);
      if (value > best[i]) {
        best[i] = value;
        nearest[i] = j;
      }
    }
  };
  for (const i of alive) search(i);

  while (alive.length > least) {
    let a = -1;
    for (const i of alive) if (nearest[i] >= 0 && (a < 0 || best[i] > best[a])) a = i;
    if (a < 0 || (!(best[a] >= threshold) && alive.length <= most)) break;
    const b = nearest[a];
    const into = groups[a];
    const from = groups[b];
    const shared = sharedPairs(input, from.members, into.members);
    into.within += from.within + cross[a * n + b] - shared.sum;
    into.pairs += from.pairs + from.members.length * into.members.length - shared.count;
    into.members.push(...from.members);
    for (let d = 0; d < into.sum.length; d++) into.sum[d] += from.sum[d];
    alive.splice(alive.indexOf(b), 1);
    norm[a] = spread(into, options);
    for (const j of alive) {
      if (j === a) continue;
      cross[a * n + j] += cross[b * n + j];
      cross[j * n + a] = cross[a * n + j];
    }
    search(a);
    for (const j of alive) {
      if (j === a) continue;
      if (nearest[j] === a || nearest[j] === b) search(j);
      else if (likeness(j, a) > best[j]) {
        best[j] = likeness(j, a);
        nearest[j] = a;
      }
    }
  }
  return alive.map((i) => groups[i]);
}

/** One over the number of members and the root of the likeness within: a group's own part of the quotient. */
function spread(group: Group, { selfLikeness, selfPairs }: ClusterOptions): number {
  const within = (group.within + selfPairs * selfLikeness) / (group.pairs + selfPairs);
  // Voices that are not even like themselves are kept from dividing by nothing.
  return 1 / (group.members.length * Math.sqrt(Math.max(within, 0.05)));
}
