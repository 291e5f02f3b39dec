import { setTimeout as pause } from 'node:timers/promises';
import { ScribeError } from '../errors.js';
import type { Session } from '../postgres/session.js';

const turnDefaults = {
  /** Milliseconds between two attempts. */
  interval: 500,
  /** Milliseconds after which another export is not waited for any longer. */
  patience: 600_000,
} as const;

/** SQL that gives the number of the lock for a target in this database. */
export const lockKey = (target: string): string => `hashtextextended('scribe export ${target}', 0)`;

/**
 * Waits until no other export into the same target and database is at work. The lock is the session's, taken before the
 * transaction begins: what is read then is what the other one has left.
 *
 * @throws ScribeError OUTPUT when the other one takes too long.
 */
export async function takeTurn(
  session: Session,
  target: string,
  options: { readonly waiting: () => void; readonly signal: AbortSignal; readonly patience?: number },
): Promise<void> {
  const { waiting, signal, patience = turnDefaults.patience } = options;
  for (let waited = 0; ; waited += turnDefaults.interval) {
    const [{ taken }] = await session.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(${lockKey(target)}) AS taken`,
    );
    if (taken) return;
    if (waited === 0) waiting();
    if (waited >= patience)
      throw new ScribeError(
        'OUTPUT',
        `Exporting to ${session.address} failed: another export into ${target} has been at work there for ${describeWait(patience)}.`,
        { hint: 'Wait for it to finish, or end it, then run the command again.' },
      );
    await pause(turnDefaults.interval, undefined, { signal });
  }
}

const describeWait = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
