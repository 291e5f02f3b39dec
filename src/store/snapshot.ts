import type Database from 'better-sqlite3';
import { openDatabase } from './engine.js';
import { type Store, storeError, storeOver } from './store.js';

/**
 * The store as it is now, for as long as somebody reads: a second connection in one read transaction, which nobody waits
 * for and which sees nothing of what others write meanwhile. Temporary tables can be made on it.
 *
 * @throws ScribeError STORE
 */
export function openSnapshot({ home, path, key }: Store): Store {
  let db: Database.Database | undefined;
  try {
    db = openDatabase(path, key, { readonly: true });
    db.pragma('temp_store = MEMORY');
    db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    return storeOver(db, { home, path, key });
  } catch (cause) {
    db?.close();
    throw storeError('reading the store', path, cause);
  }
}
