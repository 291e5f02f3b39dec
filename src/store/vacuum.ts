import { type Store, storeError } from './store.js';
import { storeSize } from './store-facts.js';

/**
 * Writes the file anew without its free pages, and empties the write-ahead log. Others can read meanwhile, and wait to
 * write. It takes as much room again, beside the store; a full disk leaves everything as it was.
 *
 * @returns bytes before and after.
 * @throws ScribeError STORE when another program is in the way, or the disk is full.
 */
export function vacuum(store: Store): { readonly before: number; readonly after: number } {
  const before = storeSize(store.path);
  try {
    // In memory, as all other temporary data, the copy takes as much memory as the store is large. A temporary file
    // would not be encrypted.
    if (!store.key) {
      store.db.pragma('temp_store = FILE');
      store.db.pragma(`temp_store_directory = '${store.home.replaceAll("'", "''")}'`);
    }
    store.db.exec('VACUUM');
    store.db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (cause) {
    throw storeError('shrinking the store', store.path, cause);
  } finally {
    store.db.pragma('temp_store = MEMORY');
    store.db.pragma("temp_store_directory = ''");
  }
  return { before, after: storeSize(store.path) };
}
