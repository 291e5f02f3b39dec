import { endsSentence } from '../domain/sentences.js';
import type { Turn } from '../domain/speakers.js';
import { overlap, type Seconds, type Span, withoutHoles } from '../domain/time.js';
import { passageOf } from '../domain/transcript.js';
import { attributeDefaults, makeTurn } from './attribute-words.js';

/**
 * The turns after one cluster was found to be another: what now follows each other in one voice is one turn, as if it
 * had been attributed so (`attributeWords`). Turns whose words are not known stay apart. Pure; no word is lost.
 *
 * @param turns in the order of their starts.
 */
export function mergeTurns(turns: readonly Turn[], from: string, into: string): Turn[] {
  const merged: Turn[] = [];
  let wasOther = false;
  for (const turn of turns) {
    const isOther = turn.clusterId === from;
    const own = isOther ? { ...turn, clusterId: into } : turn;
    const last = merged.at(-1);
    // What two turns of the same cluster were before, they stay.
    const changed = isOther !== wasOther;
    wasOther = isOther;
    if (last && changed && own.clusterId === into && goesOn(last, own))
      merged[merged.length - 1] = join(last, own);
    else merged.push(own);
  }
  return merged;
}

function goesOn(last: Turn, next: Turn): boolean {
  if (last.clusterId !== next.clusterId || last.language !== next.language) return false;
  if (last.words.length === 0 || next.words.length === 0) return false;
  const isLong = last.end - last.start >= attributeDefaults.longTurn;
  return next.start - last.end <= attributeDefaults.turnPause && !(isLong && endsSentence(last.text, 'turn'));
}

function join(a: Turn, b: Turn): Turn {
  const words = [...a.words, ...b.words].sort((x, y) => x.start - y.start);
  return { ...a, ...passageOf(words), end: Math.max(a.end, b.end) };
}

/**
 * The turns with those of one cluster divided at a moment: a turn that lasts over it becomes two, between two words.
 * One whose words are not known, or that has no word on one side, stays whole. Pure.
 */
export function cutTurns(turns: readonly Turn[], clusterId: string, at: Seconds): Turn[] {
  return turns
    .flatMap((turn) => {
      if (turn.clusterId !== clusterId || turn.start >= at || turn.end <= at) return [turn];
      const head = turn.words.filter((word) => middle(word) < at);
      const tail = turn.words.filter((word) => middle(word) >= at);
      if (head.length === 0 || tail.length === 0) return [turn];
      return [head, tail].map((words) => makeTurn(words, clusterId, turn.language));
    })
    .sort((a, b) => a.start - b.start);
}

const middle = ({ start, end }: Span): Seconds => (start + end) / 2;

/**
 * What of a cluster goes with some of its turns: everything that is nearer to one of them than to one that stays. The
 * border between two turns lies in the middle of the pause, or of the overlap. Pure.
 *
 * @param turns all of the cluster, in the order of their starts.
 * @returns the stretches of time that go.
 */
export function territoryOf<T extends Span>(turns: readonly T[], goes: (turn: T) => boolean): Span[] {
  const territory: Span[] = [];
  for (const [i, turn] of turns.entries()) {
    if (!goes(turn)) continue;
    const start = i === 0 ? 0 : (turns[i - 1].end + turn.start) / 2;
    const end = i + 1 < turns.length ? (turn.end + turns[i + 1].start) / 2 : Number.MAX_VALUE;
    territory.push({ start: Math.max(start, territory.at(-1)?.end ?? 0), end: Math.max(start, end) });
  }
  return territory;
}

/** The parts of sorted, disjoint spans that lie in a territory, and the others. Pure. */
export function divideSpans(
  spans: readonly Span[],
  territory: readonly Span[],
): { readonly stays: Span[]; readonly goes: Span[] } {
  const stays = withoutHoles(spans, territory);
  return { stays, goes: withoutHoles(spans, stays) };
}

/** Whether more of a passage lies in a territory than outside of it. Pure. */
export function isWithin(passage: Span, territory: readonly Span[]): boolean {
  const inside = territory.reduce((sum, span) => sum + overlap(passage, span), 0);
  return inside * 2 > passage.end - passage.start;
}
