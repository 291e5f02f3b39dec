import { carryOver } from '../edits/carry-over.js';
import { moveSpeech } from './clusters.js';
import { addEdits, clusterRows, listEdits } from './edits.js';
import { heirFinder } from './inherit-labels.js';
import { originalTurns } from './original-turns.js';
import { writeTurns } from './save-turns.js';
import type { Store } from './store.js';
import { loadTurnRows, plainTurn } from './turns.js';

/**
 * What was edited in a meeting is edited in the one that takes its place, wherever the new recognition still has what was
 * changed. What does not fit any longer stays in the list of edits as `unfit`. To be called inside `write`, before the old
 * meeting is removed.
 */
export function inheritEdits(
  store: Store,
  inherited: {
    readonly from: string;
    readonly to: string;
    readonly transcriptionId: string;
    readonly newId: () => string;
    readonly now: string;
  },
): void {
  const { from, to, transcriptionId, newId, now } = inherited;
  const old = listEdits(store, from);
  if (old.length === 0) return;
  const before = loadTurnRows(store, transcriptionId);
  const heirOf = heirFinder(store, from, to);
  const { turns, moved, edits } = carryOver(before, old, { heirOf, newId, confidence: 1 });
  originalTurns(store, to, before.map(plainTurn));
  writeTurns(store, transcriptionId, turns, { speakerIds: clusterRows(store, to), now });
  for (const speech of moved) moveSpeech(store, to, speech);
  for (const { fits, records } of edits)
    addEdits(store, {
      meetingId: to,
      records,
      source: 'carried',
      status: fits ? 'applied' : 'unfit',
      newId,
      now,
    });
}
