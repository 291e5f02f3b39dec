import type { Cluster, Turn } from '../domain/speakers.js';
import type { Seconds, Span } from '../domain/time.js';

/** Somebody who speaks at the same time as the speaker of a turn. */
export interface OverlappingSpan extends Span {
  readonly clusterId: string;
}

/** Less than this at once is where one begins as the other ends. */
const shortest: Seconds = 0.5;

/**
 * Who else speaks while the speaker of a turn does, by the spans of the voices: the words in an overlap are given to one
 * of them, and the others would not be seen otherwise. Pure.
 * @returns by start
 */
export function findOverlapping(
  turn: Pick<Turn, 'clusterId' | 'start' | 'end'>,
  clusters: readonly Cluster[],
): OverlappingSpan[] {
  const own = within(clusters.find(({ id }) => id === turn.clusterId)?.spans ?? [], turn);
  return clusters
    .filter(({ id }) => id !== turn.clusterId)
    .flatMap(({ id, spans }) =>
      own.flatMap((span) => within(spans, span).map((shared) => ({ clusterId: id, ...shared }))),
    )
    .filter(({ start, end }) => end - start >= shortest)
    .sort((a, b) => a.start - b.start);
}

/** What lies inside a limit of sorted, disjoint spans. */
function within(spans: readonly Span[], limit: Span): Span[] {
  // A recording of hours has thousands of spans, and every turn asks.
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].end <= limit.start) low = middle + 1;
    else high = middle;
  }
  const found: Span[] = [];
  for (let i = low; i < spans.length && spans[i].start < limit.end; i++)
    found.push({ start: Math.max(spans[i].start, limit.start), end: Math.min(spans[i].end, limit.end) });
  return found;
}
