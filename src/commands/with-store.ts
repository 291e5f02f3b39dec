import { payOldDebts, type RenderContext } from '../artifacts/pay-debts.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { storeError } from '../store/store.js';

/**
 * Opens the store for one piece of work, and closes it however that ends. Files that a killed command left out of date
 * are written first.
 */
export async function withStore<T>(
  context: RenderContext,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = openStore({ home: context.folders.home, now: context.now() });
  try {
    await payOldDebts(store, context);
    return await work(store);
  } catch (cause) {
    throw cause instanceof Error && cause.name === 'SqliteError'
      ? storeError('using the store', store.path, cause)
      : cause;
  } finally {
    store.close();
  }
}
