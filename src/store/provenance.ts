import type { Provenance } from '../domain/provenance.js';
import { read, type Store, write } from './store.js';

/** Keeps how a meeting was made. */
export function saveProvenance(store: Store, meetingId: string, { madeWith, results }: Provenance): void {
  write(store, 'noting how the meeting was made', () => {
    store
      .sql(
        `INSERT INTO meeting_provenance (meeting_id, made_with, results)
         SELECT id, ?, ? FROM meetings WHERE id = ?
         ON CONFLICT (meeting_id) DO UPDATE SET made_with = excluded.made_with, results = excluded.results`,
      )
      .run(JSON.stringify(madeWith), JSON.stringify(results), meetingId);
  });
}

/** How a meeting was made; null: that was not kept. */
export function loadProvenance(store: Store, meetingId: string): Provenance | null {
  return read(store, 'reading how the meeting was made', () => {
    const row = store
      .sql<{ madeWith: string; results: string }>(
        'SELECT made_with AS madeWith, results FROM meeting_provenance WHERE meeting_id = ?',
      )
      .get(meetingId);
    return row ? { madeWith: JSON.parse(row.madeWith), results: JSON.parse(row.results) } : null;
  });
}
