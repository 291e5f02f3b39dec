import { read, type Store, write } from './store.js';

/** The value kept under a key; null when there is none or when it has expired by `now`. */
export function getCached(store: Store, key: string, now: string): string | null {
  return read(store, 'reading the cache', () => {
    const row = store
      .sql<{ value: string }>('SELECT value FROM cache WHERE key = ? AND (ttl IS NULL OR ttl > ?)')
      .get(key, now);
    return row?.value ?? null;
  });
}

/** Keeps a value until `expiresAt` (UTC ISO-8601), in place of what was there. */
export function putCached(
  store: Store,
  entry: { readonly key: string; readonly value: string; readonly expiresAt: string },
): void {
  write(store, 'writing the cache', () => {
    store
      .sql(
        `INSERT INTO cache (key, value, ttl) VALUES (?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, ttl = excluded.ttl`,
      )
      .run(entry.key, entry.value, entry.expiresAt);
  });
}

/**
 * The working files with the decoded audio of recordings, as the checkpoints of decoding name them.
 * @param paths of the recordings, absolute.
 */
export function decodedFiles(store: Store, paths: readonly string[]): readonly string[] {
  return read(store, 'reading the cache', () =>
    store
      .sql<{ path: string }>(
        `WITH decoded AS (
           SELECT value -> '$.audio' AS audio FROM cache
           WHERE instr(key, ':decode:') > 0 AND value ->> '$.recording.path' IN (SELECT value FROM json_each(?)))
         SELECT audio ->> '$.pcmPath' AS path FROM decoded
         UNION ALL SELECT track.value FROM decoded, json_each(audio, '$.tracks') track`,
      )
      .all(JSON.stringify(paths))
      .map(({ path }) => path),
  );
}

/**
 * Forgets every stage of one recording: keys are `<content_fp>:<stage>:...`, and `<content_fp>-<track>:<stage>:...` for
 * tracks that were processed separately. @returns how many entries went.
 */
export function deleteCachedOf(store: Store, contentFp: string): number {
  // From `fp-` up to, and without, `fp;`: the character after the colon. Fingerprints have one length.
  return write(
    store,
    'clearing the cache',
    () =>
      store.sql('DELETE FROM cache WHERE key >= ? AND key < ?').run(`${contentFp}-`, `${contentFp};`).changes,
  );
}

/** Deletes what has expired by `now`. @returns how many entries went. */
export function sweepCache(store: Store, now: string): number {
  return write(
    store,
    'clearing the cache',
    () => store.sql('DELETE FROM cache WHERE ttl <= ?').run(now).changes,
  );
}

/** How many entries the cache has, and their bytes; of them, those that have expired by `now`. */
export function cacheSize(
  store: Store,
  now: string,
): Readonly<Record<'all' | 'expired', { readonly entries: number; readonly bytes: number }>> {
  return read(store, 'measuring the cache', () => {
    const size = 'count(*) AS entries, coalesce(sum(octet_length(key) + octet_length(value)), 0) AS bytes';
    type Size = { readonly entries: number; readonly bytes: number };
    return {
      all: store.sql<Size>(`SELECT ${size} FROM cache`).get()!,
      expired: store.sql<Size>(`SELECT ${size} FROM cache WHERE ttl <= ?`).get(now)!,
    };
  });
}

/** Deletes every entry. @returns how many. */
export function clearCache(store: Store): number {
  return write(store, 'clearing the cache', () => store.sql('DELETE FROM cache').run().changes);
}
