import { type UnrecognizedSpeech, unrecognizedReasons } from '../domain/unrecognized.js';
import type { Store } from './store.js';
import { isObject, storedList } from './stored-json.js';

/** Keeps where a transcription lacks words. To be called inside `write`. */
export function saveUnrecognized(
  store: Store,
  transcriptionId: string,
  stretches: readonly UnrecognizedSpeech[],
): void {
  const list = stretches.map(({ start, end, reason }) => ({ start, end, reason }));
  store
    .sql('UPDATE transcriptions SET unrecognized = ? WHERE id = ?')
    .run(JSON.stringify(list), transcriptionId);
}

/** What was saved with the transcription of a completed meeting. To be called inside `read`. */
export function loadUnrecognized(store: Store, meetingId: string): readonly UnrecognizedSpeech[] {
  const row = store
    .sql<{ unrecognized: string }>(
      `SELECT unrecognized FROM transcriptions WHERE meeting_id = ? AND status = 'completed'`,
    )
    .get(meetingId);
  return row ? storedList(row.unrecognized, 'transcriptions.unrecognized', isUnrecognized) : [];
}

function isUnrecognized(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { start, end, reason } = item as UnrecognizedSpeech;
  return typeof start === 'number' && typeof end === 'number' && unrecognizedReasons.includes(reason);
}
