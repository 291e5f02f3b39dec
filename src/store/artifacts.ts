import type { Artifact } from '../domain/meeting.js';
import { read, type Store, write } from './store.js';

/** The files rendered from a meeting, by type. */
export function listArtifacts(store: Store, meetingId: string): readonly Artifact[] {
  return read(store, 'listing the artifacts', () =>
    store
      .sql<Artifact>(
        'SELECT type, s3_key AS key, size, sha256 FROM artifacts WHERE meeting_id = ? ORDER BY type',
      )
      .all(meetingId),
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
      `INSERT INTO artifacts (id, meeting_id, type, s3_key, size, sha256, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (meeting_id, type) DO UPDATE SET s3_key = excluded.s3_key, size = excluded.size,
         sha256 = excluded.sha256, created_at = excluded.created_at`,
    );
    for (const { type, key, size, sha256 } of artifacts)
      insert.run(newId(), meetingId, type, key, size, sha256, now);
  });
}
