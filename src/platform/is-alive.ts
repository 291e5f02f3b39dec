import { errorCode } from './disk-errors.js';

/** Whether a process with this number runs, of whichever user. The number may have passed to another process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errorCode(cause) !== 'ESRCH';
  }
}
