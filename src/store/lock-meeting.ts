import { setTimeout as pause } from 'node:timers/promises';
import { ScribeError } from '../errors.js';
import { type ProcessLock, takeLock } from './take-lock.js';

/** How long to wait for another program, in milliseconds; it holds such a lock while it writes some files. */
const usualPatience = 30_000;

/**
 * Takes the lock of the files of one meeting, so that of two programs that write them the last has read the last
 * state of the meeting.
 *
 * @throws ScribeError STORE when another program keeps it, or it cannot be made.
 */
export function lockMeetingFiles(home: string, meetingId: string, patience?: number): Promise<ProcessLock> {
  return waitForLock(home, `files of ${meetingId}`, `the files of the meeting ${meetingId}`, patience);
}

/** Takes the lock of a folder in which meetings look for a name of their own. @throws ScribeError STORE */
export function lockOutputFolder(home: string, folder: string): Promise<ProcessLock> {
  return waitForLock(home, `output ${folder}`, `the folder ${folder}`);
}

async function waitForLock(
  home: string,
  key: string,
  what: string,
  patience = usualPatience,
): Promise<ProcessLock> {
  const deadline = performance.now() + patience;
  for (;;) {
    const lock = takeLock(home, key, what);
    if (lock) return lock;
    if (performance.now() >= deadline)
      throw new ScribeError('STORE', `Locking ${what} failed: another scribe is writing there.`, {
        hint: 'Wait for it to finish; the next command writes what is still out of date.',
      });
    await pause(20);
  }
}
