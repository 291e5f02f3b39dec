import type { Turn } from '../domain/speakers.js';
import { overlap, type Seconds, type Span } from '../domain/time.js';
import { passageOf } from '../domain/transcript.js';

const excerptDefaults = {
  /** As long as people need to know a voice. */
  seconds: 5,
  count: 3,
} as const;

/** A piece of what a cluster says, with its words. */
export interface Excerpt extends Span {
  readonly text: string;
}

/**
 * Where a cluster is heard best, in the order of time: the longest turns, cut to 5 s, in which nobody else speaks for
 * long and the words were recognized with confidence. Empty when the cluster says nothing. Pure.
 *
 * @param others when the other clusters speak.
 */
export function bestExcerpts(
  turns: readonly Turn[],
  clusterId: string,
  others: readonly Span[],
  { seconds, count }: { readonly seconds: Seconds; readonly count: number } = excerptDefaults,
): Excerpt[] {
  return turns
    .filter((turn) => turn.clusterId === clusterId)
    .map((turn) => {
      const excerpt = cut(turn, seconds);
      const crossed = others.reduce((sum, other) => sum + overlap(excerpt, other), 0);
      return { excerpt, worth: (excerpt.end - excerpt.start - 2 * crossed) * turn.confidence };
    })
    .sort((a, b) => b.worth - a.worth || a.excerpt.start - b.excerpt.start)
    .slice(0, count)
    .map(({ excerpt }) => excerpt)
    .sort((a, b) => a.start - b.start);
}

/** The beginning of a turn, to the end of a word. */
function cut({ start, end, text, words }: Turn, seconds: Seconds): Excerpt {
  if (end - start <= seconds) return { start, end, text };
  const last = start + seconds;
  const heard = words.filter((word) => word.end <= last);
  if (heard.length === 0) return { start, end: last, text: words.length === 0 ? text : '' };
  const passage = passageOf(heard);
  return { start, end: passage.end, text: `${passage.text} …` };
}
