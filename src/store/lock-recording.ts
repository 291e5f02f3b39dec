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
