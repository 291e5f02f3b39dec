import type { Dating } from '../domain/recorded-at.js';
import { oneLine } from '../domain/visible-text.js';

/** A turn that an answer may cite. */
export interface PassageTurn {
  readonly meetingId: string;
  readonly turnId: string;
  /** Of the meeting. */
  readonly title: string;
  /** UTC ISO-8601; null when it is not known. */
  readonly recordedAt: string | null;
  readonly dating: Dating | null;
  /** Whom a reader sees. */
  readonly speaker: string;
  /** Seconds from the start of the recording. */
  readonly start: number;
  readonly end: number;
  readonly language: string | null;
  readonly text: string;
}

/** A turn and the number by which the language model calls it: a short one, because ids are long and easily misspelt. */
export interface NumberedTurn extends PassageTurn {
  readonly number: number;
}

/**
 * The turns that fit into a budget: groups (a hit with its neighbours) are taken as a whole, best first, as long as there
 * is room. They are numbered in the order in which they were said, meeting by meeting, the meeting of the best group first.
 *
 * @param weigh tokens of a line.
 */
export function packPassages(
  groups: readonly (readonly PassageTurn[])[],
  budget: number,
  weigh: (line: string) => number,
): NumberedTurn[] {
  const chosen = new Map<string, PassageTurn>();
  const meetings: string[] = [];
  let left = budget;
  for (const group of groups) {
    const fresh = group.filter(({ turnId }) => !chosen.has(turnId));
    const heading = fresh.some(({ meetingId }) => meetings.includes(meetingId)) ? 0 : headingTokens;
    // The number is not known yet; all are about as long.
    const cost = fresh.reduce((sum, turn) => sum + weigh(lineOf({ ...turn, number: 100 })), heading);
    if (cost > left) continue;
    left -= cost;
    for (const turn of fresh) {
      chosen.set(turn.turnId, turn);
      if (!meetings.includes(turn.meetingId)) meetings.push(turn.meetingId);
    }
  }
  return [...chosen.values()]
    .sort((a, b) => meetings.indexOf(a.meetingId) - meetings.indexOf(b.meetingId) || a.start - b.start)
    .map((turn, i) => ({ ...turn, number: i + 1 }));
}

/** Tokens of the line that names a meeting. */
const headingTokens = 40;

/** `[12] Maya: We keep the format.` */
export const lineOf = ({ number, speaker, text }: NumberedTurn): string =>
  `[${number}] ${oneLine(speaker)}: ${oneLine(text)}`;
