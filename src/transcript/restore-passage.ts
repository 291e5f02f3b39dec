import type { Turn } from '../domain/speakers.js';
import { passageOf, type Word } from '../domain/transcript.js';
import { attributeDefaults } from './attribute-words.js';

/**
 * Puts a suppressed passage back among the turns. It joins a turn of the same voice that goes on around it or pauses
 * beside it, else it is a turn of its own; a turn of another voice that goes on around it is divided. Pure; no word is
 * lost, and turns and their words are in the order of time.
 *
 * @param turns in the order of their starts.
 */
export function restorePassage(turns: readonly Turn[], passage: Turn): Turn[] {
  // What follows a passage may begin after the next turn does.
  return place(turns, passage).sort((a, b) => a.start - b.start);
}

function place(turns: readonly Turn[], passage: Turn): Turn[] {
  const after = turns.findIndex((turn) => turn.start > passage.start);
  const host = (after < 0 ? turns.length : after) - 1;
  const before = turns.slice(0, Math.max(0, host));
  const behind = turns.slice(host + 1);
  const around = turns[host];
  const next = behind[0];
  if (around && continues(around, passage)) {
    const cut = firstFrom(around.words, passage.start);
    const goesOn = cut < around.words.length;
    if (goesOn || passage.start - around.end <= attributeDefaults.turnPause)
      return [...before, join(around, passage), ...behind];
  }
  if (next && continues(next, passage) && next.start - passage.end <= attributeDefaults.turnPause)
    return [...before, ...(around ? [around] : []), join(next, passage), ...behind.slice(1)];
  if (!around) return [passage, ...behind];
  const cut = firstFrom(around.words, passage.start);
  if (cut === 0 || cut === around.words.length) return [...before, around, passage, ...behind];
  const [head, tail] = [around.words.slice(0, cut), around.words.slice(cut)];
  return [
    ...before,
    { ...around, ...passageOf(head) },
    passage,
    { ...around, ...passageOf(tail) },
    ...behind,
  ];
}

/** If words are not known, the place of one text in the other is not known either. */
function continues(turn: Turn, passage: Turn): boolean {
  const wordsKnown = turn.words.length > 0 && passage.words.length > 0;
  return wordsKnown && turn.clusterId === passage.clusterId && turn.language === passage.language;
}

function firstFrom(words: readonly Word[], start: number): number {
  const at = words.findIndex((word) => word.start >= start);
  return at < 0 ? words.length : at;
}

function join(turn: Turn, passage: Turn): Turn {
  const words = [...passage.words, ...turn.words].sort((a, b) => a.start - b.start);
  return { ...turn, ...passageOf(words) };
}
