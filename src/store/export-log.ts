import { read, type Store, write } from './store.js';

/** What writes copies of meetings out of the store. */
type ExportCommand =
  | 'export artifacts'
  | 'export postgres'
  | 'export postgres --sql'
  | '--out'
  | 'store backup';

/** Something that leaves the store. */
export interface Leaving {
  readonly command: ExportCommand;
  /** A folder, a file, a bucket or a database, without user and password. */
  readonly destination: string;
  /** Whether what voices are recognized by goes along. */
  readonly voiceprints: boolean;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** Notes that something is about to leave, before it does, so that a kill hides nothing. @returns its number */
export function beginLeaving(store: Store, { command, destination, voiceprints, now }: Leaving): number {
  return write(store, 'noting an export', () =>
    Number(
      store
        .sql('INSERT INTO export_log (command, destination, voiceprints, started_at) VALUES (?, ?, ?, ?)')
        .run(command, destination, Number(voiceprints), now).lastInsertRowid,
    ),
  );
}

/**
 * Notes meetings that leave, and how much of them.
 * @param left.items rows, or files.
 */
export function noteLeaving(
  store: Store,
  entry: number,
  left: {
    readonly meetingIds: readonly string[];
    readonly items: number;
    readonly bytes: number | null;
  },
): void {
  write(store, 'noting an export', () => {
    store
      .sql(
        `INSERT INTO export_log_meetings (entry, meeting_id) SELECT ?, value FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING`,
      )
      .run(entry, JSON.stringify(left.meetingIds));
    store
      .sql(
        'UPDATE export_log SET items = items + @items, bytes = coalesce(bytes + @bytes, bytes, @bytes) WHERE id = @entry',
      )
      .run({ entry, items: left.items, bytes: left.bytes });
  });
}

/** Notes that everything has left. */
export function finishLeaving(store: Store, entry: number, now: string): void {
  write(store, 'noting an export', () => {
    store.sql('UPDATE export_log SET finished_at = ? WHERE id = ?').run(now, entry);
  });
}

/** One that is done at once. */
export function noteLeft(store: Store, left: Leaving & Parameters<typeof noteLeaving>[2]): void {
  write(store, 'noting an export', () => {
    const entry = beginLeaving(store, left);
    noteLeaving(store, entry, left);
    finishLeaving(store, entry, left.now);
  });
}

export interface ExportLogEntry extends Omit<Leaving, 'now'> {
  readonly startedAt: string;
  /** Null: it failed, was killed, or is at work. */
  readonly finishedAt: string | null;
  readonly items: number;
  readonly bytes: number | null;
  /** The title is null for a meeting that is gone. */
  readonly meetings: readonly { readonly id: string; readonly title: string | null }[];
}

/**
 * What left the store, the latest first.
 * @param meetingId only what this meeting was a part of.
 */
export function listExportLog(store: Store, meetingId: string | null): readonly ExportLogEntry[] {
  return read(store, 'reading the log of exports', () => {
    const meetings = store.sql<ExportLogEntry['meetings'][number]>(
      `SELECT l.meeting_id AS id, m.title FROM export_log_meetings l LEFT JOIN meetings m ON m.id = l.meeting_id
       WHERE l.entry = ? ORDER BY l.meeting_id`,
    );
    return store
      .sql<
        Omit<ExportLogEntry, 'meetings' | 'voiceprints'> & {
          readonly id: number;
          readonly voiceprints: number;
        }
      >(
        `SELECT id, command, destination, voiceprints, items, bytes, started_at AS startedAt, finished_at AS finishedAt
         FROM export_log
         WHERE @meetingId IS NULL OR id IN (SELECT entry FROM export_log_meetings WHERE meeting_id = @meetingId)
         ORDER BY id DESC`,
      )
      .all({ meetingId })
      .map(({ id, voiceprints, ...entry }) => ({
        ...entry,
        voiceprints: voiceprints === 1,
        meetings: meetings.all(id),
      }));
  });
}

/** The meetings among the ids of units of an export. */
export function meetingsAmong(store: Store, units: readonly string[]): readonly string[] {
  return read(store, 'looking for the meetings of an export', () =>
    store
      .sql<{ id: string }>('SELECT m.id FROM json_each(?) u CROSS JOIN meetings m ON m.id = u.value')
      .all(JSON.stringify(units))
      .map(({ id }) => id),
  );
}

export function allMeetings(store: Store): readonly string[] {
  return read(store, 'looking for the meetings of an export', () =>
    store
      .sql<{ id: string }>('SELECT id FROM meetings')
      .all()
      .map(({ id }) => id),
  );
}
