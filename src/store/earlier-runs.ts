import { read, type Store } from './store.js';

/**
 * Whether a version of scribe that had the schema of so many migrations was at work with this store at a moment: it
 * processed a recording then, or stored a voice within the minute after it.
 *
 * @param moment UTC ISO-8601
 */
export function ranAt(store: Store, moment: string, schema: number): boolean {
  return read(store, 'looking for earlier runs', () =>
    Boolean(
      store
        .sql(
          `SELECT 1 FROM schema_migrations newer
           WHERE newer.version = @schema + 1 AND @moment < newer.applied_at
             AND (EXISTS (SELECT 1 FROM meetings WHERE started_at <= @moment AND @moment <= coalesce(finished_at, updated_at))
               OR EXISTS (SELECT 1 FROM voice_samples
                          WHERE @moment <= created_at AND unixepoch(created_at) - unixepoch(@moment) <= 60))`,
        )
        .get({ moment, schema }),
    ),
  );
}
