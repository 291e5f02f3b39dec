import type { Turn } from '../domain/speakers.js';
import { read, type Store, write } from './store.js';

/**
 * The turns of a completed meeting before any passage was restored and any word edited. They are kept from the first
 * call on.
 *
 * @param turns the present ones, which are the original ones until then.
 */
export function originalTurns(store: Store, meetingId: string, turns: readonly Turn[]): readonly Turn[] {
  return write(store, 'keeping the original turns', () => {
    store
      .sql(
        `UPDATE transcriptions SET original_turns = coalesce(original_turns, ?)
         WHERE meeting_id = ? AND status = 'completed'`,
      )
      .run(JSON.stringify(turns), meetingId);
    const kept = store
      .sql<{ turns: string }>(
        `SELECT original_turns AS turns FROM transcriptions WHERE meeting_id = ? AND status = 'completed'`,
      )
      .get(meetingId);
    return kept ? (JSON.parse(kept.turns) as Turn[]) : turns;
  });
}

/** The turns as they were recognized; null: nothing was restored or edited since, and they are so still. */
export function recognizedTurns(store: Store, meetingId: string): readonly Turn[] | null {
  return read(store, 'reading the original turns', () => {
    const kept = store
      .sql<{ turns: string | null }>(
        `SELECT original_turns AS turns FROM transcriptions WHERE meeting_id = ? AND status = 'completed'`,
      )
      .get(meetingId);
    return kept?.turns ? (JSON.parse(kept.turns) as Turn[]) : null;
  });
}

/** After something was undone: where nothing is restored or edited any more, the turns are the original ones. */
export function letGoOfOriginals(store: Store, meetingId: string): void {
  store
    .sql(
      `UPDATE transcriptions SET original_turns = NULL
       WHERE meeting_id = @meetingId AND original_turns IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM edits WHERE meeting_id = @meetingId)
         AND NOT EXISTS (SELECT 1 FROM suppressed_segments s
           WHERE s.transcription_id = transcriptions.id AND s.restored_at IS NOT NULL AND s.is_original = 0)
         AND NOT EXISTS (SELECT 1 FROM operation_changes c JOIN operations o ON o.id = c.operation_id
           WHERE c.meeting_id = @meetingId AND c.table_name = 'transcriptions' AND o.undone_at IS NULL)`,
    )
    .run({ meetingId });
}

/** Does to the turns as they were recognized what is done to the present ones. To be called inside `write`. */
export function changeOriginalTurns(
  store: Store,
  meetingId: string,
  change: (turns: readonly Turn[]) => readonly Turn[],
): void {
  const kept = store
    .sql<{ id: string; turns: string }>(
      `SELECT id, original_turns AS turns FROM transcriptions
       WHERE meeting_id = ? AND status = 'completed' AND original_turns IS NOT NULL`,
    )
    .get(meetingId);
  if (!kept) return;
  const changed = change(JSON.parse(kept.turns) as Turn[]);
  store
    .sql('UPDATE transcriptions SET original_turns = ? WHERE id = ?')
    .run(JSON.stringify(changed), kept.id);
}
