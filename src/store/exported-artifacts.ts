import { read, type Store, write } from './store.js';

/** A file or an object that was exported, or is about to be. */
export interface ExportedFile {
  /** In the folder of its meeting. */
  readonly name: string;
  /** Of the artifact, for instance `transcript.md`. */
  readonly type: string;
  readonly sha256: string;
  /** What the service calls this state of the object; null where nothing does. */
  readonly version: string | null;
}

/** Where artifacts were exported to. */
export interface KnownRoot {
  /** Of an S3 service; empty: Amazon's, or a folder. */
  readonly endpoint: string;
  /** An absolute folder, or `s3://bucket/prefix`. */
  readonly place: string;
}

/** The number of a root in the memory; null when nothing was exported to it. */
export function findRoot(store: Store, { endpoint, place }: KnownRoot): number | null {
  return read(store, 'looking for exports', () => {
    const known = store
      .sql<{ id: number }>('SELECT id FROM artifact_roots WHERE endpoint = ? AND place = ?')
      .get(endpoint, place);
    return known?.id ?? null;
  });
}

/** The number of a root, which is remembered from then on. */
export function rememberRoot(store: Store, root: KnownRoot, now: string): number {
  return write(store, 'noting an export', () => {
    const known = findRoot(store, root);
    if (known !== null) return known;
    const { lastInsertRowid } = store
      .sql('INSERT INTO artifact_roots (endpoint, place, created_at) VALUES (?, ?, ?)')
      .run(root.endpoint, root.place, now);
    return Number(lastInsertRowid);
  });
}

/** What was exported of a meeting to a root. Several of one name: a kill came before `confirmExported`. */
export function listExported(store: Store, rootId: number, meetingId: string): readonly ExportedFile[] {
  return read(store, 'looking for exports', () =>
    store
      .sql<ExportedFile>(
        `SELECT name, type, sha256, version FROM exported_artifacts
         WHERE root_id = ? AND meeting_id = ? ORDER BY name, sha256`,
      )
      .all(rootId, meetingId),
  );
}

interface Exported {
  readonly rootId: number;
  readonly meetingId: string;
  readonly files: readonly ExportedFile[];
}

/** Notes what is about to be put: after a kill before `confirmExported`, what stands there is known to be ours. */
export function expectExported(store: Store, { rootId, meetingId, files }: Exported): void {
  write(store, 'noting an export', () => {
    const expect = store.sql(
      `INSERT INTO exported_artifacts (root_id, meeting_id, name, type, sha256) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    for (const { name, type, sha256 } of files) expect.run(rootId, meetingId, name, type, sha256);
  });
}

/** Notes that files are what they were expected to be, and nothing else. */
export function confirmExported(store: Store, { rootId, meetingId, files }: Exported): void {
  write(store, 'noting an export', () => {
    const others = store.sql(
      'DELETE FROM exported_artifacts WHERE root_id = ? AND meeting_id = ? AND name = ? AND sha256 <> ?',
    );
    const confirm = store.sql(
      `INSERT INTO exported_artifacts (root_id, meeting_id, name, type, sha256, version) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET version = excluded.version`,
    );
    for (const { name, type, sha256, version } of files) {
      others.run(rootId, meetingId, name, sha256);
      confirm.run(rootId, meetingId, name, type, sha256, version);
    }
  });
}

/** Forgets a file: it is gone, or somebody else's by now. */
export function forgetExported(store: Store, rootId: number, meetingId: string, name: string): void {
  write(store, 'noting an export', () => {
    store
      .sql('DELETE FROM exported_artifacts WHERE root_id = ? AND meeting_id = ? AND name = ?')
      .run(rootId, meetingId, name);
  });
}

/** Up to `limit` files that were exported and whose artifact or meeting is gone, one a name, after a given one. */
export function listOutdatedExports(
  store: Store,
  rootId: number,
  after: { readonly meetingId: string; readonly name: string },
  limit: number,
): readonly { readonly meetingId: string; readonly name: string }[] {
  return read(store, 'looking for exports', () =>
    store
      .sql<{ meetingId: string; name: string }>(
        `SELECT DISTINCT meeting_id AS meetingId, name FROM exported_artifacts AS e
         WHERE root_id = ? AND (meeting_id, name) > (?, ?)
           AND NOT EXISTS (SELECT 1 FROM artifacts a WHERE a.meeting_id = e.meeting_id AND a.type = e.type)
         ORDER BY meeting_id, name LIMIT ?`,
      )
      .all(rootId, after.meetingId, after.name, limit),
  );
}

/** Which meetings are meant; null: all. */
export interface ExportedSelection {
  readonly meetingIds: readonly string[] | null;
  /** Recorded at this moment or later, UTC ISO-8601. */
  readonly since: string | null;
}

const selected = `status = 'completed' AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids)))
  AND (@since IS NULL OR start_time >= @since)`;

const parameters = ({ meetingIds, since }: ExportedSelection) => ({
  ids: meetingIds && JSON.stringify(meetingIds),
  since,
});

/** How many completed meetings are meant. */
export function countSelected(store: Store, selection: ExportedSelection): number {
  return read(store, 'counting the meetings', () => {
    const counted = store
      .sql<{ n: number }>(`SELECT count(*) AS n FROM meetings WHERE ${selected}`)
      .get(parameters(selection));
    return counted?.n ?? 0;
  });
}

/** The ids of up to `limit` completed meetings that are meant, in their order, after a given one. */
export function listSelected(
  store: Store,
  selection: ExportedSelection,
  after: string,
  limit: number,
): readonly string[] {
  return read(store, 'listing the meetings', () =>
    store
      .sql<{ id: string }>(
        `SELECT id FROM meetings WHERE id > @after AND ${selected} ORDER BY id LIMIT @limit`,
      )
      .all({ ...parameters(selection), after, limit })
      .map(({ id }) => id),
  );
}

/** How many meetings have transcripts that a root does not have, or that are gone here and not there. */
export function countOwedArtifacts(store: Store, rootId: number | null): number {
  return read(store, 'looking for exports', () => {
    const owed = store
      .sql<{ n: number }>(
        `SELECT count(*) AS n FROM (
           SELECT a.meeting_id FROM artifacts a JOIN meetings m ON m.id = a.meeting_id AND m.status = 'completed'
           WHERE NOT EXISTS (SELECT 1 FROM exported_artifacts e WHERE e.root_id = @rootId
             AND e.meeting_id = a.meeting_id AND e.type = a.type AND e.sha256 = a.sha256)
           UNION
           SELECT e.meeting_id FROM exported_artifacts e WHERE e.root_id = @rootId
             AND NOT EXISTS (SELECT 1 FROM artifacts a WHERE a.meeting_id = e.meeting_id AND a.type = e.type))`,
      )
      .get({ rootId });
    return owed?.n ?? 0;
  });
}
