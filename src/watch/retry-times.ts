import type { ErrorCode } from '../errors.js';

export const retryDefaults = {
  /** Minutes to wait after each failure; after the last one a file is left alone until it changes. */
  minutes: [1, 10, 60, 360],
} as const;

/** What is wrong with the machine, not with the file: it stays to be done, however long that takes. */
const ofMachine: readonly ErrorCode[] = ['STORE', 'OUTPUT', 'MODEL', 'USAGE'];

/**
 * What follows from a failure. The file's own are counted, and end the attempts after a while; a full disk or a locked store
 * is waited for, at most an hour at a time. Pure.
 *
 * @param failures before this one, since the file last changed.
 * @param now milliseconds since 1970.
 * @param limit how often a file is tried again.
 * @returns `nextAttemptAt` UTC ISO-8601; null: not before the file changes.
 */
export function afterFailure(
  code: ErrorCode,
  failures: number,
  now: number,
  limit: number = retryDefaults.minutes.length,
): { readonly attempts: number; readonly nextAttemptAt: string | null } {
  const { minutes } = retryDefaults;
  const at = (wait: number) => new Date(now + 60_000 * wait).toISOString();
  if (ofMachine.includes(code))
    return { attempts: failures, nextAttemptAt: at(failures === 0 ? minutes[1] : minutes[2]) };
  const attempts = failures + 1;
  const wait = minutes[Math.min(failures, minutes.length - 1)];
  return { attempts, nextAttemptAt: failures < limit ? at(wait) : null };
}
