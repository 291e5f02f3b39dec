import { dot } from '../domain/vectors.js';

/** A voice of a meeting. */
export interface MeetingVoice {
  readonly meetingId: string;
  /** Of length 1; all are of one model. */
  readonly vector: Float32Array;
}

interface Group {
  readonly members: readonly number[];
  readonly meetings: ReadonlySet<string>;
  /** Sum of the members' vectors, [dims]. */
  readonly sum: Float64Array;
}

/**
 * Groups the voices of many meetings by who speaks: agglomerative clustering with average linkage (Sokal and Michener
 * 1958), ended where the mean cosine similarity between any two groups is below `threshold`. Two voices of one meeting
 * are two people and never meet in a group.
 *
 * Groups are found by nearest-neighbour chains (Benzécri 1982), which give the same groups as merging the most similar
 * two again and again, because a merged group is never more similar to a third than the more similar of its parts; that
 * holds with the ban, too. Groups are kept as sums, so that time is O(n^2 dims) and memory O(n dims). Pure.
 *
 * @returns the indices of the voices in each group, ascending; by their first one. Everybody is in one.
 */
export function groupVoices(voices: readonly MeetingVoice[], threshold: number): number[][] {
  const open = new Set<Group>(
    voices.map(({ meetingId, vector }, i) => ({
      members: [i],
      meetings: new Set([meetingId]),
      sum: Float64Array.from(vector),
    })),
  );
  const done: Group[] = [];
  const chain: Group[] = [];
  while (open.size > 0) {
    const last = chain.at(-1) ?? (open.values().next().value as Group);
    if (chain.length === 0) chain.push(last);
    const before = chain.at(-2);
    let nearest: Group | null = null;
    let best = threshold;
    for (const other of open) {
      if (other === last) continue;
      const similarity = meanSimilarity(last, other);
      // Of equals the one that the chain comes from, or it would go round in circles.
      if (similarity > best || (similarity === best && (nearest === null || other === before))) {
        nearest = other;
        best = similarity;
      }
    }
    if (nearest === null) {
      done.push(last);
      open.delete(last);
      chain.pop();
    } else if (nearest === before) {
      chain.length -= 2;
      open.delete(last);
      open.delete(before);
      open.add(merge(last, before));
    } else chain.push(nearest);
  }
  return done.map(({ members }) => [...members].sort((a, b) => a - b)).sort(([a], [b]) => a - b);
}

function meanSimilarity(a: Group, b: Group): number {
  const [few, many] = a.meetings.size < b.meetings.size ? [a, b] : [b, a];
  for (const meeting of few.meetings) if (many.meetings.has(meeting)) return Number.NEGATIVE_INFINITY;
  return dot(a.sum, b.sum) / (a.members.length * b.members.length);
}

function merge(a: Group, b: Group): Group {
  return {
    members: [...a.members, ...b.members],
    meetings: new Set([...a.meetings, ...b.meetings]),
    sum: a.sum.map((value, d) => value + b.sum[d]),
  };
}
