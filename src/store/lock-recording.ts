import { read, type Store } from './store.js';
import { type ProcessLock, takeLock } from './take-lock.js';

/**
 * Takes the lock of one recording, or returns null when another process (or another part of this one) has it.
 *
 * @param home folder of the store.
 * @param key what tells the recording from others: its SHA-256, or the fingerprint of its content.
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function lockRecording(home: string, key: string): ProcessLock | null {
  return takeLock(home, key, 'the recording');
}

/**
 * Takes the lock of the recording of a meeting that is not finished, so that nobody goes on with it.
 *
 * @returns null when another process is at work on it; a lock of nothing when the meeting has ended.
 * @throws ScribeError STORE when the lock cannot be made.
 */
export function lockUnfinished(store: Store, meetingId: string): ProcessLock | null {
  const unfinished = read(store, 'looking for the recording', () =>
    store
      .sql<{ contentFp: string }>(
        `SELECT f.content_fp AS contentFp FROM meetings m JOIN files f ON f.id = m.file_id
         WHERE m.id = ? AND m.status IN ('pending', 'processing') AND f.content_fp IS NOT NULL`,
      )
      .get(meetingId),
  );
  return unfinished ? lockRecording(store.home, unfinished.contentFp) : { release: () => {} };
}
