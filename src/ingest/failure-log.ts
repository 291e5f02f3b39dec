import type { CommandContext } from '../context.js';
import { failMeeting } from '../store/meetings.js';
import type { Store } from '../store/store.js';

/** Notes in the store which meetings have failed, and why. */
export interface FailureLog {
  /** Does not throw: where the store is what failed, there is another try at the end of the batch. */
  note(meetingId: string, message: string): void;
  /** What still cannot be noted stays "processing", and the next run of that recording takes it up. */
  retry(): void;
}

export function createFailureLog(
  store: Store,
  { newId, now }: Pick<CommandContext, 'newId' | 'now'>,
): FailureLog {
  let owed: (() => void)[] = [];
  const attempt = (work: () => void) => {
    try {
      work();
    } catch {
      owed.push(work);
    }
  };
  return {
    note: (meetingId, message) =>
      attempt(() => failMeeting(store, { meetingId, message, newId, now: now() })),
    retry() {
      const again = owed;
      owed = [];
      again.forEach(attempt);
    },
  };
}
