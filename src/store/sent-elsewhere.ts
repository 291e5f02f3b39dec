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
