import {
  type ClusterOptions,
  collectGroups,
  type Group,
  joinGroups,
  type VoiceGroups,
  type VoiceVectors,
} from './agglomerative-clustering.js';

/** Chosen by `bench/clustering.ts`. */
export const clusterDefaults: ClusterOptions = {
  threshold: 0.65,
  selfLikeness: 0.45,
  selfPairs: 10,
  minSeconds: 1,
  minVectors: 3,
  minShare: 0.005,
  minSpeakers: 1,
  maxSpeakers: 20,
  block: 1000,
};

/** Likeness from which excerpts of one stretch of a long recording are joined before the stretches are compared. */
const surely = 0.85;
/** How much the threshold gives way at a time, where more voices are asked for or fewer groups are needed. */
const giveWay = 0.05;

/**
 * Finds the voices among embedded excerpts, and how many there are: agglomerative clustering in which two groups
 * are as alike as the mean cosine between them, divided by the geometric mean of those within each.
 *
 * The division is what makes one threshold serve all recordings. A room or a noise that makes every excerpt less
 * certain lowers all cosines alike; the quotient estimates the cosine of the two voices themselves, whatever the
 * number of excerpts (the correction for attenuation of Spearman 1904). Pairs that share audio are left out of the
 * mean within, and while a group is small that mean is drawn to `selfLikeness`.
 *
 * A group is kept as a sum of vectors, so that groups of any size are compared exactly, and long recordings can be
 * joined stretch by stretch first: work O(block) per vector and dimension, memory O(block^2). Deterministic; pure.
 */
export function clusterVoices(input: VoiceVectors, options: ClusterOptions = clusterDefaults): VoiceGroups {
  const long = input.spans.flatMap((span, i) => (span.end - span.start >= options.minSeconds ? [i] : []));
  const founders = long.length >= 2 * options.minVectors ? long : input.spans.map((_, i) => i);
  const labels = new Int32Array(input.spans.length).fill(-1);
  for (const [group, i] of founders.entries()) labels[i] = group;
  return regroupVoices(input, { labels, count: founders.length }, options);
}

/**
 * Goes on from groups that are already there: joins those that are alike and leaves out the ghosts. Pure.
 */
export function regroupVoices(
  input: VoiceVectors,
  start: VoiceGroups,
  options: ClusterOptions = clusterDefaults,
): VoiceGroups {
  let groups = joinStretches(input, collectGroups(input, start), options);
  const least = Math.max(options.minVectors, options.minShare * input.spans.length);
  const substantial = (all: readonly Group[]) => all.filter((g) => g.members.length >= least);
  // Where more voices are asked for than the threshold yields, it gives way until there are enough.
  let found = joinGroups(input, groups, options.threshold, options.minSpeakers, options);
  for (
    let t = options.threshold + giveWay;
    t < 1 && substantial(found).length < options.minSpeakers;
    t += giveWay
  )
    found = joinGroups(input, groups, t, options.minSpeakers, options);
  groups = substantial(found);
  if (groups.length < Math.min(options.minSpeakers, found.length))
    groups = [...found].sort((a, b) => b.members.length - a.members.length).slice(0, options.minSpeakers);
  if (groups.length === 0) groups = found.slice(0, 1);
  if (groups.length > options.maxSpeakers)
    groups = joinGroups(input, groups, Number.POSITIVE_INFINITY, 1, options, options.maxSpeakers);
  return label(input, groups);
}

/** Joins stretch by stretch until all groups fit into one comparison. */
function joinStretches(input: VoiceVectors, all: Group[], options: ClusterOptions): Group[] {
  let groups = all;
  for (let threshold = surely; groups.length > options.block; threshold -= giveWay) {
    const joined: Group[] = [];
    for (let i = 0; i < groups.length; i += options.block)
      joined.push(...joinGroups(input, groups.slice(i, i + options.block), threshold, 1, options));
    groups = joined;
  }
  return groups;
}

/** Numbers the groups by their first member. */
function label(input: VoiceVectors, groups: readonly Group[]): VoiceGroups {
  const labels = new Int32Array(input.spans.length).fill(-1);
  groups
    .map(({ members }) => ({ members, first: members.reduce((a, b) => Math.min(a, b)) }))
    .sort((a, b) => a.first - b.first)
    .forEach(({ members }, g) => {
      for (const member of members) labels[member] = g;
    });
  return { labels, count: groups.length };
}
