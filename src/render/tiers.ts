import type { Meeting } from '../domain/meeting.js';
import type { Turn } from '../domain/speakers.js';
import { milliseconds } from '../domain/time.js';
import { joinWords } from '../domain/transcript.js';
import { oneLine } from '../domain/visible-text.js';
import { speakerNames } from './speaker-names.js';
import { wordsOf } from './turn-words.js';

/** A piece of a tier: whole milliseconds, at least one long. */
export interface Interval {
  readonly start: number;
  readonly end: number;
  /** One line. */
  readonly text: string;
}

/** What one voice says, as annotation tools have it: intervals that do not overlap. */
export interface Tier {
  /** No other tier has it. */
  readonly name: string;
  /** Of the tier of its words. */
  readonly wordsName: string;
  /** By start; each with its words, which lie inside of it. */
  readonly turns: readonly (Interval & { readonly words: readonly Interval[] })[];
}

/**
 * A tier for each voice, in the order in which they first speak; two voices of one name have two tiers. Annotation tools
 * allow no overlap inside a tier and no interval without length: what begins before the end of the one before it is cut
 * there, and what would be left without length is written into the one before it, so that no word is lost.
 */
export function tiersOf(meeting: Meeting): Tier[] {
  const nameOf = speakerNames(meeting);
  const byCluster = new Map<string, Turn[]>();
  for (const turn of [...meeting.turns].sort((a, b) => a.start - b.start)) {
    if (oneLine(turn.text) === '') continue;
    const turns = byCluster.get(turn.clusterId);
    if (turns) turns.push(turn);
    else byCluster.set(turn.clusterId, [turn]);
  }
  const names = new Set<string>();
  return [...byCluster].map(([clusterId, turns]) => {
    const plain = nameOf(clusterId);
    let name = plain;
    for (let number = 2; names.has(name) || names.has(wordsTier(name)); number++) name = `${plain} ${number}`;
    names.add(name).add(wordsTier(name));
    return { name, wordsName: wordsTier(name), turns: layTurns(turns) };
  });
}

const wordsTier = (name: string): string => `${name} - words`;

function layTurns(turns: readonly Turn[]): Tier['turns'] {
  const pieces = turns.map((turn) => ({
    start: milliseconds(turn.start),
    end: Math.max(milliseconds(turn.end), milliseconds(turn.start) + 1),
    text: oneLine(turn.text),
    said: wordsOf(turn),
  }));
  return layApart(pieces, (before, after) => ({
    text: `${before.text} ${after.text}`,
    said: [...before.said, ...after.said],
  })).map(({ said, ...turn }) => {
    const words = said.map((word) => ({
      start: Math.min(Math.max(milliseconds(word.start), turn.start), turn.end - 1),
      end: Math.min(Math.max(milliseconds(word.end), milliseconds(word.start) + 1), turn.end),
      text: word.text,
      glued: word.glued,
    }));
    const laid = layApart(words, (before, after) => ({ text: joinWords([before, after]) }));
    return { ...turn, words: laid.map(({ start, end, text }) => ({ start, end, text })) };
  });
}

/** Intervals by start, each begun where the one before it ends, or joined to it when nothing would be left. */
function layApart<T extends Interval>(pieces: readonly T[], join: (before: T, after: T) => Partial<T>): T[] {
  const laid: T[] = [];
  for (const piece of pieces) {
    const last = laid.at(-1);
    const start = Math.max(piece.start, last?.end ?? 0);
    if (piece.end > start) laid.push({ ...piece, start });
    else if (last) laid[laid.length - 1] = { ...last, ...join(last, piece) };
    else laid.push({ ...piece, start, end: start + 1 });
  }
  return laid;
}
