import { endsSentence } from '../domain/sentences.js';
import type { Turn } from '../domain/speakers.js';
import type { Word } from '../domain/transcript.js';
import { attributeDefaults, makeTurn } from './attribute-words.js';

/** A pause after which somebody else may be given the floor, in seconds. */
const breath = 0.35;

/**
 * Brings the turns of channels that were transcribed apart into one order in which they can be read: each is divided
 * where its speaker ends a sentence or takes a breath, the pieces are put in the order of their starts, and
 * neighbours by one voice are joined again. Who speaks at the same time stands one after the other. Pure; no word is
 * lost, and those of one voice keep their order.
 */
export function weaveTurns(channels: readonly (readonly Turn[])[]): Turn[] {
  const pieces = channels
    .flatMap((turns, channel) => turns.flatMap((turn) => divide(turn).map((piece) => ({ piece, channel }))))
    .sort((a, b) => a.piece.start - b.piece.start || a.channel - b.channel)
    .map(({ piece }) => piece);
  const woven: Turn[] = [];
  for (const piece of pieces) {
    const last = woven.at(-1);
    if (last && continues(last, piece))
      woven[woven.length - 1] = makeTurn([...last.words, ...piece.words], last.clusterId, last.language);
    else woven.push(piece);
  }
  return woven;
}

function divide(turn: Turn): Turn[] {
  const pieces: Turn[] = [];
  let first = 0;
  for (let i = 1; i < turn.words.length; i++) {
    if (turn.words[i].start - turn.words[i - 1].end < breath && !endsSentence(turn.words[i - 1].text, 'turn'))
      continue;
    pieces.push(makeTurn(turn.words.slice(first, i), turn.clusterId, turn.language));
    first = i;
  }
  if (first === 0) return [turn];
  return [...pieces, makeTurn(turn.words.slice(first), turn.clusterId, turn.language)];
}

function continues(turn: Turn, next: Turn): boolean {
  if (turn.clusterId !== next.clusterId || turn.language !== next.language) return false;
  const last = turn.words[turn.words.length - 1] as Word | undefined;
  if (!last || next.words.length === 0 || next.start - turn.end > attributeDefaults.turnPause) return false;
  return last.end - turn.start < attributeDefaults.longTurn || !endsSentence(last.text, 'turn');
}
