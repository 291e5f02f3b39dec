import type { CommandContext } from '../../context.js';
import type { Meeting } from '../../domain/meeting.js';
import { acceptWords } from '../../store/accept-words.js';
import { applyEdits } from '../../store/edits.js';
import { recordOperation } from '../../store/operations.js';
import type { Store } from '../../store/store.js';
import { type DoubtfulPassage, withPassage } from '../../transcript/doubtful-passages.js';

/** What a person said about a passage. */
export interface PassageDecision {
  readonly verdict: 'accepted' | 'corrected';
  readonly turnId: string;
  readonly before: string;
  readonly after: string;
  /** What `scribe undo` takes back; null: nothing changed. */
  readonly operationId: number | null;
}

/** Where a decision is made. */
export interface Reviewing {
  readonly context: CommandContext;
  readonly store: Store;
  readonly meeting: Meeting;
  readonly turnIds: readonly string[];
}

/** The words of a passage are right. */
export function acceptPassage({ context, store, meeting, turnIds }: Reviewing, passage: DoubtfulPassage) {
  const { newId, now } = context;
  const turnId = turnIds[passage.turn];
  const { from, to, text } = passage;
  const operationId = acceptWords(store, { meetingId: meeting.id, turnId, from, to, newId, now: now() });
  return { verdict: 'accepted', turnId, before: text, after: text, operationId } as const;
}

/** A passage says something else. All of it was heard, so the words that stay as they are are certain, too. */
export function correctPassage(
  { context, store, meeting, turnIds }: Reviewing,
  passage: DoubtfulPassage,
  text: string,
): PassageDecision {
  const { newId, now } = context;
  const turnId = turnIds[passage.turn];
  const turn = meeting.turns[passage.turn];
  const meetingId = meeting.id;
  const operation = {
    kind: 'edit',
    doing: 'correcting the passage',
    summary: `"${passage.text}" is now "${text}" in "${meeting.title}"`,
    meetingId,
    now: now(),
  };
  const { operationId } = recordOperation(store, operation, () => {
    const edits = [{ kind: 'text', turnId, text: withPassage(turn, passage, text) }] as const;
    const { turns } = applyEdits(store, { meetingId, edits, source: 'person', newId, now: operation.now });
    const words = turns.find(({ id }) => id === turnId)?.words ?? [];
    const to = words.length - (turn.words.length - passage.to);
    acceptWords(store, { meetingId, turnId, from: passage.from, to, newId, now: operation.now });
  });
  return { verdict: 'corrected', turnId, before: passage.text, after: text, operationId };
}
