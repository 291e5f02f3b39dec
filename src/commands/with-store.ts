import { payOldDebts, type RenderContext } from '../artifacts/pay-debts.js';
import { openExisting, openStore } from '../store/open-store.js';
import { type Store, storeError } from '../store/store.js';

/**
 * Opens the store for one piece of work, and closes it however that ends. Files that a killed command left out of date
 * are written first.
 */
export async function withStore<T>(
  context: RenderContext,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = openStore({ home: context.folders.home, now: context.now() });
  return use(store, async () => {
    await payOldDebts(store, context);
    return work(store);
  });
}

/** The same with the store as it is: it is neither made nor migrated, and nothing is written that was owed. */
export async function withExistingStore<T>(
  context: Pick<RenderContext, 'folders'>,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = openExisting({ home: context.folders.home });
  return use(store, () => work(store));
}

async function use<T>(store: Store, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof Error && cause.name === 'SqliteError'
      ? storeError('using the store', store.path, cause)
      : cause;
  } finally {
    store.close();
  }
}
