import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import type { CommandContext } from './context.js';

/** Opens the store for one piece of work and closes it, however that ends. */
export async function withStore<T>(
  context: Pick<CommandContext, 'folders' | 'now'>,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = openStore({ home: context.folders.home, now: context.now() });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
