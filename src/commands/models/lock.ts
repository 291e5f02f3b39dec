import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import type { ProcessLock } from '../../store/locks.js';
import { lockModel } from '../../store/locks.js';

type Place = Pick<CommandContext['folders'], 'home'>;

/**
 * Works on a model's folder while no other process does.
 * @param what the work, for messages: `Removing`
 * @throws ScribeError MODEL when another process is downloading, importing or removing the model.
 */
export async function holdModel<T>(
  { folders }: Pick<CommandContext, 'folders'>,
  name: string,
  what: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const lock = lockModel(folders.home, name);
  if (!lock)
    throw new ScribeError('MODEL', `${what} the model ${name}: another scribe process is working on it.`, {
      hint: 'Wait until it is done, then run the command again.',
    });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Milliseconds between two attempts to lock a model that another process holds. */
const lockInterval = 500;

/**
 * Locks a model's folder, however long another process takes.
 * @throws the reason of the signal.
 */
export async function waitForModel(
  { home }: Place,
  name: string,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
): Promise<ProcessLock> {
  for (let waiting = false; ; waiting = true) {
    const lock = lockModel(home, name);
    if (lock) return lock;
    if (!waiting) onWait();
    await delay(lockInterval, undefined, { signal });
  }
}
