import type { Turn } from '../domain/speakers.js';
import { type Store, write } from './store.js';

/**
 * The turns of a completed meeting before anything was put back into them. They are kept from the first call on.
 *
 * @param turns those of now, which are the original ones until something is put back.
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
