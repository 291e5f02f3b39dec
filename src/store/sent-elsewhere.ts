import { read, type Store } from './store.js';

/** A database that still has what is gone or newer here. */
interface OutdatedDatabase {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly target: string;
  /** Whether data of voices was sent there. */
  readonly voices: boolean;
  /** UTC ISO-8601; null: it was begun, and nobody knows how it ended. */
  readonly sentAt: string | null;
}

/** The databases to which these units were sent, and which do not have their present state: a name that is forgotten is there. */
export function outdatedDatabases(store: Store, units: readonly string[]): readonly OutdatedDatabase[] {
  return read(store, 'looking for exports', () =>
    store
      .sql<Omit<OutdatedDatabase, 'voices'> & { readonly voices: 0 | 1 }>(
        `SELECT host, port, database, target, voices, sent_at AS sentAt FROM export_destinations d
         WHERE EXISTS (SELECT 1 FROM exported_units e LEFT JOIN revisions r ON r.unit = e.unit
           WHERE e.destination = d.id AND e.unit IN (SELECT value FROM json_each(?))
             AND e.revision IS NOT r.revision)
         ORDER BY host, port, database, target`,
      )
      .all(JSON.stringify(units))
      .map((row) => ({ ...row, voices: row.voices === 1 })),
  );
}

/** A folder or a bucket that still has transcripts of meetings as they were. */
interface OutdatedRoot {
  readonly endpoint: string;
  readonly place: string;
  /** Of the first export to it, UTC ISO-8601. */
  readonly createdAt: string;
}

/** The folders and buckets to which transcripts of these meetings were exported, and which do not have the present ones. */
export function outdatedRoots(store: Store, meetingIds: readonly string[]): readonly OutdatedRoot[] {
  return read(store, 'looking for exports', () =>
    store
      .sql<OutdatedRoot>(
        `SELECT endpoint, place, created_at AS createdAt FROM artifact_roots r
         WHERE EXISTS (SELECT 1 FROM exported_artifacts e WHERE e.root_id = r.id
           AND e.meeting_id IN (SELECT value FROM json_each(?))
           AND NOT EXISTS (SELECT 1 FROM artifacts a
             WHERE a.meeting_id = e.meeting_id AND a.type = e.type AND a.sha256 = e.sha256))
         ORDER BY place, endpoint`,
      )
      .all(JSON.stringify(meetingIds)),
  );
}

/** Where a meeting, or its transcripts, were sent; `current`: what is there is its present state. */
interface SentTo {
  readonly place: string;
  readonly current: boolean;
}

/** The databases, folders and buckets that have a meeting, as far as this store knows. */
export function sentTo(store: Store, meetingId: string): readonly SentTo[] {
  return read(store, 'looking for exports', () =>
    store
      .sql<{ place: string; current: 0 | 1 }>(
        `SELECT d.host || ':' || d.port || '/' || d.database || ' (' || d.target || ')' AS place,
                e.revision IS r.revision AS current
         FROM exported_units e JOIN export_destinations d ON d.id = e.destination LEFT JOIN revisions r ON r.unit = e.unit
         WHERE e.unit = @meetingId
         UNION ALL
         SELECT place, NOT EXISTS (SELECT 1 FROM artifacts a WHERE a.meeting_id = @meetingId
             AND NOT EXISTS (SELECT 1 FROM exported_artifacts e WHERE e.root_id = artifact_roots.id
               AND e.meeting_id = a.meeting_id AND e.type = a.type AND e.sha256 = a.sha256))
         FROM artifact_roots
         WHERE EXISTS (SELECT 1 FROM exported_artifacts e WHERE e.root_id = artifact_roots.id AND e.meeting_id = @meetingId)
         ORDER BY place`,
      )
      .all({ meetingId })
      .map(({ place, current }) => ({ place, current: current === 1 })),
  );
}
