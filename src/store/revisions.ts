import { read, type Store } from './store.js';

/** Changes whenever something changes that a copy of the store has: see migration 22. */
export function revisionMark(store: Store): string {
  return read(store, 'looking for changes', () => {
    const mark = store
      .sql<{ mark: string }>(
        `SELECT count(*) || ' ' || total(revision) || ' ' || coalesce(max(unit), '') AS mark FROM revisions`,
      )
      .get();
    return mark?.mark ?? '';
  });
}
