import { setTimeout as pause } from 'node:timers/promises';
import { ScribeError } from '../errors.js';
import { type ProcessLock, takeLock } from './take-lock.js';

/**
 * Takes the lock of the files of one meeting, so that of two programs that write them the last has read the last
 * state of the meeting. It is held for as long as writing five files takes.
 *
 * @param patience how long to wait for another program, in milliseconds.
 * @throws ScribeError STORE when another program keeps it, or it cannot be made.
 */
export async function lockMeetingFiles(
  home: string,
  meetingId: string,
  patience = 30_000,
): Promise<ProcessLock> {
  const deadline = performance.now() + patience;
  for (;;) {
    const lock = takeLock(home, `files of ${meetingId}`, 'the files of the meeting');
    if (lock) return lock;
    if (performance.now() >= deadline)
      throw new ScribeError(
        'STORE',
        `Writing the files of the meeting ${meetingId} failed: another scribe is writing them.`,
        { hint: 'Wait for it to finish; the next command writes what is still out of date.' },
      );
    await pause(20);
  }
}
