import { endsSentence } from '../domain/sentences.js';
import type { Turn } from '../domain/speakers.js';
import type { Seconds, Span } from '../domain/time.js';
import { oneLine } from '../domain/visible-text.js';
import { readingTime, type SubtitleShape } from './cue-length.js';
import { breakToWidth, displayWidth, startsWide } from './text-width.js';

/** Seconds of silence that a reader takes for a break. */
const pause = 0.3;

/**
 * What makes one division into cues worse than another, in one arbitrary unit. Where a cue may end is ordered:
 * sentence, clause, pause, anywhere between words, inside a word.
 */
const costs = {
  cue: 1.5,
  sentence: 0,
  clause: 1.5,
  pause: 2.5,
  words: 5,
  insideWord: 15,
  /** Per second that a cue stays below the shortest. */
  missingSecond: 6,
  /** Per multiple of the reading speed beyond it, at most three of them. */
  tooFast: 2,
  /** Per second of silence inside a cue: its text would be read before it is said. */
  silentSecond: 2,
} as const;

const clauseEnd = /[,;:—–、，；：،؛]["'”’»)\]」』]*$/u;

/** Text that stays on one line: a word, or a piece of one that is longer than a line. */
export interface Unit extends Span {
  readonly text: string;
  /** Columns, at least 1. */
  readonly width: number;
  /** No space between this and the unit before it. */
  readonly glued: boolean;
  /** What it costs to end a line or a cue after this unit. */
  readonly breakCost: number;
}

/**
 * The text of a turn as units with times. A turn without word times shares its length among its words by width.
 * Times are made monotonic: a unit neither starts before 0 or the one before it, nor ends after the next starts.
 *
 * @param widest columns that a unit may take; a longer word is cut.
 */
export function cueUnits(turn: Turn, widest: number): Unit[] {
  const timed: (Piece & { start: Seconds; end: Seconds })[] = [];
  let earliest = 0;
  for (const source of turn.words.length > 0 ? turn.words : [turn]) {
    const start = Math.max(source.start, earliest);
    const end = Math.max(source.end, start);
    let glued = 'glued' in source && source.glued === true;
    let inside = false;
    const pieces: Piece[] = [];
    for (const token of oneLine(source.text).split(' ').filter(Boolean)) {
      for (const text of breakToWidth(token, widest)) {
        pieces.push({
          text,
          width: Math.max(1, displayWidth(text)),
          glued: glued || inside,
          inside: inside && !startsWide(text),
        });
        inside = true;
      }
      glued = false;
      inside = false;
    }
    const total = pieces.reduce((sum, piece) => sum + piece.width, 0);
    let before = 0;
    for (const piece of pieces) {
      const at = start + ((end - start) * before) / total;
      before += piece.width;
      timed.push({ ...piece, start: at, end: start + ((end - start) * before) / total });
      earliest = at;
    }
  }
  return timed.map((piece, i) => {
    const next = timed[i + 1];
    if (next === undefined) return { ...piece, breakCost: 0 };
    return { ...piece, end: Math.min(piece.end, next.start), breakCost: breakCost(piece, next) };
  });
}

/** A unit before it has its time; `inside`: it goes on with the word of the unit before. */
interface Piece {
  readonly text: string;
  readonly width: number;
  readonly glued: boolean;
  readonly inside: boolean;
}

function breakCost(unit: Span & { readonly text: string }, next: Span & Piece) {
  if (endsSentence(unit.text, 'cue')) return costs.sentence;
  if (clauseEnd.test(unit.text)) return costs.clause;
  if (next.inside) return costs.insideWord;
  return next.start - unit.end >= pause ? costs.pause : costs.words;
}

/**
 * Divides a turn's units into cues so that the sum of the costs above is least (dynamic programming from the
 * end; a cue holds at most 84 units, so the work grows with the length of the turn only).
 * A cue fits its lines and lasts at most 6 s, unless it is a single unit that lasts longer.
 * @param lead columns kept free in the first line of a turn's first cue and of its other cues
 * @param stops indices before which a cue must end
 * @returns the index past each cue's last unit, ascending
 */
export function chooseBreaks(
  units: readonly Unit[],
  lead: { first: number; rest: number },
  stops: ReadonlySet<number>,
  shape: SubtitleShape,
): number[] {
  const { shortest, longest, readingSpeed } = shape;
  const count = units.length;
  const best = new Float64Array(count + 1);
  const next = new Int32Array(count + 1);
  for (let from = count - 1; from >= 0; from--) {
    best[from] = Number.POSITIVE_INFINITY;
    const { start } = units[from];
    const place = linePlacer(from === 0 ? lead.first : lead.rest, shape);
    let silence = 0;
    let width = 0;
    for (let to = from + 1; to <= count; to++) {
      const unit = units[to - 1];
      if (!place(unit)) break;
      const gap = to - 1 > from ? unit.start - units[to - 2].end : 0;
      if (gap >= pause) silence += gap;
      width += unit.width + (unit.glued || to - 1 === from ? 0 : 1);
      const spoken = unit.end - start;
      if (spoken > longest && to - 1 > from) break;
      const room = to < count ? units[to].start - start : longest;
      const shown = Math.max(0.001, spoken, Math.min(room, readingTime(width, shape)));
      const cost =
        best[to] +
        costs.cue +
        unit.breakCost +
        costs.missingSecond * Math.max(0, shortest - shown) +
        costs.tooFast * Math.min(3, Math.max(0, width / shown / readingSpeed - 1)) +
        costs.silentSecond * silence;
      if (cost < best[from]) {
        best[from] = cost;
        next[from] = to;
      }
      if (stops.has(to)) break;
    }
  }
  const breaks: number[] = [];
  for (let at = 0; at < count; at = next[at]) breaks.push(next[at]);
  return breaks;
}

/**
 * Marks where a turn pauses and another speaker says something in the pause: a cue across it would cover words
 * that nobody spoke over.
 * @param stops receives the index of each unit that such a pause precedes
 */
export function markInterjections(units: readonly Unit[], others: readonly Unit[], stops: Set<number>): void {
  let other = 0;
  for (let i = 1; i < units.length; i++) {
    const from = units[i - 1].end;
    while (other < others.length && others[other].start < from) other += 1;
    if (other < others.length && others[other].end <= units[i].start) stops.add(i);
  }
}

/** Fills the lines of one cue, first fit; says whether the next unit still has a place. */
function linePlacer(lead: number, { lineWidth, lines }: SubtitleShape): (unit: Unit) => boolean {
  let line = 1;
  let used = lead;
  let first = true;
  return (unit) => {
    const space = first ? lead > 0 : !unit.glued;
    first = false;
    used += (space ? 1 : 0) + unit.width;
    if (used <= lineWidth) return true;
    line += 1;
    used = unit.width;
    return line <= lines;
  };
}
