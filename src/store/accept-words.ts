import { joinWords } from '../domain/transcript.js';
import { recordOperation } from './operations.js';
import { originalTurns } from './original-turns.js';
import { replaceTurns } from './save-turns.js';
import type { Store } from './store.js';
import { loadTurns, turnIds } from './turns.js';

/**
 * Notes that a person has heard some words of a turn and that they are right: nobody doubts them any more. One operation,
 * which can be undone; what the recognizer thought of them is kept with the original turns.
 *
 * @returns the operation; null: they were certain already, or there is no such turn.
 */
export function acceptWords(
  store: Store,
  accepted: {
    readonly meetingId: string;
    readonly turnId: string;
    /** The first word, and the one after the last. */
    readonly from: number;
    readonly to: number;
    readonly newId: () => string;
    /** UTC ISO-8601. */
    readonly now: string;
  },
): number | null {
  const { meetingId, turnId, from, to, newId, now } = accepted;
  const { operationId } = recordOperation(
    store,
    {
      kind: 'accept-words',
      doing: 'accepting the words',
      summary: (text) => `"${text}" is right as it stands`,
      meetingId,
      now,
    },
    () => {
      const turns = loadTurns(store, meetingId);
      const turn = turns[turnIds(store, meetingId).indexOf(turnId)];
      if (turn === undefined) return '';
      const accept = turn.words.slice(from, to);
      if (accept.every((word) => word.confidence === 1)) return '';
      originalTurns(store, meetingId, turns);
      const words = turn.words.map((word) => (accept.includes(word) ? { ...word, confidence: 1 } : word));
      const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
      const changed = turns.map((old) => (old === turn ? { ...turn, words, confidence } : old));
      replaceTurns(store, { meetingId, turns: changed, newId, now });
      return joinWords(accept);
    },
  );
  return operationId;
}
