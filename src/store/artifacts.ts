import type { Artifact, TranscriptStyle } from '../domain/meeting.js';
import { read, type Store, write } from './store.js';

/** The files rendered from a meeting, by type. */
export function listArtifacts(store: Store, meetingId: string): readonly Artifact[] {
  return read(store, 'listing the artifacts', () =>
    store
      .sql<Omit<Artifact, 'style'> & { readonly style: TranscriptStyle | null }>(
        `SELECT type, s3_key AS key, size, sha256, meta ->> '$.style' AS style
         FROM artifacts WHERE meeting_id = ? ORDER BY type`,
      )
      .all(meetingId)
      .map(({ style, ...artifact }) => ({ ...artifact, ...(style !== null && { style }) })),
  );
}

/** Notes rendered files, each in place of the one of its type that was there: after a renamed speaker, say. */
export function saveArtifacts(
  store: Store,
  saved: {
    readonly meetingId: string;
    readonly artifacts: readonly Artifact[];
    readonly newId: () => string;
    readonly now: string;
  },
): void {
  const { meetingId, artifacts, newId, now } = saved;
  write(store, 'saving the artifacts', () => {
    const insert = store.sql(
      `INSERT INTO artifacts (id, meeting_id, type, s3_key, meta, size, sha256, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (meeting_id, type) DO UPDATE SET s3_key = excluded.s3_key, meta = excluded.meta,
         size = excluded.size, sha256 = excluded.sha256, created_at = excluded.created_at`,
    );
    for (const { type, key, size, sha256, style } of artifacts) {
      const meta = style ? JSON.stringify({ style }) : null;
      insert.run(newId(), meetingId, type, key, meta, size, sha256, now);
    }
  });
}
