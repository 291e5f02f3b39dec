import { type FormatName, formatNames } from '../domain/format-names.js';
import type { Artifact, TranscriptStyle } from '../domain/meeting.js';
import { storedList } from './columns.js';
import { read, type Store, write, writeThrough } from './store.js';

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

/** The keys of all rendered files, one at a time. */
export function* artifactKeys(store: Store): Generator<string> {
  yield* read(store, 'listing the artifacts', () =>
    store.sql('SELECT s3_key FROM artifacts ORDER BY s3_key').pluck().iterate(),
  ) as IterableIterator<string>;
}

/** Notes rendered files, each in place of the earlier one of its type. One with the same bytes is as old as it was. */
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
         size = excluded.size, sha256 = excluded.sha256, created_at = excluded.created_at
       WHERE (s3_key, meta, size, sha256) IS NOT (excluded.s3_key, excluded.meta, excluded.size, excluded.sha256)`,
    );
    for (const { type, key, size, sha256, style } of artifacts) {
      const meta = style ? JSON.stringify({ style }) : null;
      insert.run(newId(), meetingId, type, key, meta, size, sha256, now);
    }
  });
}

/** Strikes out the files of a meeting that are of other types than these: they are no longer there. */
export function keepArtifacts(store: Store, meetingId: string, types: readonly string[]): void {
  write(store, 'saving the artifacts', () => {
    store
      .sql('DELETE FROM artifacts WHERE meeting_id = ? AND type NOT IN (SELECT value FROM json_each(?))')
      .run(meetingId, JSON.stringify(types));
  });
}

/*
 * Triggers (migration 7) note a debt in the transaction that completes or removes a meeting, or that changes the
 * name of somebody in it. Whatever else changes what the files of a meeting say calls `oweRendering`.
 */

/** The files of a meeting are out of date; those of a meeting that is gone are to be removed. */
export interface RenderDebt {
  readonly meetingId: string;
  /** How often the meeting changed since its files were written. */
  readonly changes: number;
  /** What is asked for of the files; null: as they are, or as the settings say. */
  readonly style: TranscriptStyle | null;
  readonly formats: readonly FormatName[] | null;
}

interface DebtRow extends Omit<RenderDebt, 'formats'> {
  readonly formats: string | null;
}

const debtColumns = 'meeting_id AS meetingId, changes, style, formats';

const toDebt = ({ formats, ...debt }: DebtRow): RenderDebt => ({
  ...debt,
  formats:
    formats === null
      ? null
      : storedList<FormatName>(formats, 'render_debts.formats', (name) =>
          formatNames.some((n) => n === name),
        ),
});

/** Notes that the files of a meeting are out of date. To be called inside the `write` that changes it. */
export function oweRendering(
  store: Store,
  meetingId: string,
  asked: Partial<Pick<RenderDebt, 'style' | 'formats'>> = {},
): void {
  const { style = null, formats = null } = asked;
  store
    .sql(
      `INSERT INTO render_debts (meeting_id, style, formats) VALUES (?, ?, ?)
       ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1, style = coalesce(excluded.style, style),
         formats = coalesce(excluded.formats, formats)`,
    )
    .run(meetingId, style, formats && JSON.stringify(formats));
}

/**
 * Notes that the files of every completed meeting are out of date, and those of meetings that are gone, if any of these
 * ids is one.
 */
export function oweAllRenderings(store: Store, meetingIds: readonly string[]): void {
  write(store, 'noting what is to be written', () => {
    store
      .sql(
        `INSERT INTO render_debts (meeting_id)
         SELECT id FROM meetings WHERE status = 'completed' UNION SELECT value FROM json_each(?) WHERE true
         ON CONFLICT (meeting_id) DO UPDATE SET changes = changes + 1`,
      )
      .run(JSON.stringify(meetingIds));
  });
}

/**
 * Puts a debt, and what it is about, onto the disk: from here on files may be changed. It is counted as a change, because
 * SQLite writes no page whose bytes stay the same, and a commit in which nothing is written does not reach the disk.
 *
 * @returns the debt as it is now; null when the meeting has changed once more since it was read.
 */
export function engraveDebt(store: Store, debt: RenderDebt): RenderDebt | null {
  const { changes } = writeThrough(store, 'noting what is to be written', () =>
    store
      .sql('UPDATE render_debts SET changes = changes + 1 WHERE meeting_id = ? AND changes = ?')
      .run(debt.meetingId, debt.changes),
  );
  return changes > 0 ? { ...debt, changes: debt.changes + 1 } : null;
}

/** Everything that is owed, oldest first. */
export function listRenderDebts(store: Store): readonly RenderDebt[] {
  return read(store, 'looking for files that are out of date', () =>
    store
      .sql<DebtRow>(`SELECT ${debtColumns} FROM render_debts ORDER BY created_at, meeting_id`)
      .all()
      .map(toDebt),
  );
}

/** What is owed for one meeting. */
export function findRenderDebt(store: Store, meetingId: string): RenderDebt | null {
  return read(store, 'looking for files that are out of date', () => {
    const debt = store
      .sql<DebtRow>(`SELECT ${debtColumns} FROM render_debts WHERE meeting_id = ?`)
      .get(meetingId);
    return debt ? toDebt(debt) : null;
  });
}

/** Settles a debt, unless the meeting has changed once more since it was read. @returns whether it is settled. */
export function settleRenderDebt(store: Store, debt: RenderDebt): boolean {
  return write(store, 'noting that files were written', () => {
    const { changes } = store
      .sql('DELETE FROM render_debts WHERE meeting_id = ? AND changes = ?')
      .run(debt.meetingId, debt.changes);
    return changes > 0;
  });
}
