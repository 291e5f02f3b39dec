import type { Store } from './store.js';

/**
 * Runs `work` while rows may come into any state: they are put back as they were, or copied from another store, where they have
 * been through their moves. To be called inside `write`.
 *
 * @param reason for whoever looks at a database in the middle of it: `undo`.
 */
export function putBack<T>(store: Store, reason: string, work: () => T): T {
  const { lastInsertRowid } = store.sql('INSERT INTO putting_back (reason) VALUES (?)').run(reason);
  const result = work();
  store.sql('DELETE FROM putting_back WHERE rowid = ?').run(lastInsertRowid);
  return result;
}
