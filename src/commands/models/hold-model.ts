import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { lockModel } from '../../store/locks.js';

/**
 * Works on a model's folder while no other process does.
 * @param what is done, for messages: `Removing`
 * @throws ScribeError MODEL when another process downloads, imports or removes the model right now.
 */
export async function holdModel<T>(
  { folders }: Pick<CommandContext, 'folders'>,
  name: string,
  what: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const lock = lockModel(folders.home, name);
  if (!lock)
    throw new ScribeError('MODEL', `${what} the model ${name}: another scribe is working on it right now.`, {
      hint: 'Wait until it is done, then run this again.',
    });
  try {
    return await work();
  } finally {
    lock.release();
  }
}
