import { type MeetingFieldName, meetingFieldNames } from '../domain/meeting-fields.js';
import type { RecordedAt } from '../domain/recorded-at.js';
import { fieldColumns } from './meeting-fields.js';
import type { Store } from './store.js';

/** The kind of an operation that changes what is known about a meeting. */
export const editMeeting = 'edit-meeting';
/** The same as a part of an edited transcript. */
export const editTranscript = 'edit';

/**
 * What is known about a meeting holds for the one that takes its place: what a person changed later, unless this run was
 * told otherwise by a flag, and whatever this run was told nothing about. To be called inside `write`.
 *
 * @param said the fields that flags gave.
 */
export function inheritFields(
  store: Store,
  {
    from,
    to,
    said,
  }: { readonly from: string; readonly to: string; readonly said: readonly MeetingFieldName[] },
): void {
  const edited = editedColumns(store, from);
  const [old, fresh] = [from, to].map(
    (id) =>
      store.sql<Readonly<Record<string, string | null>>>('SELECT * FROM meetings WHERE id = ?').get(id)!,
  );
  for (const name of meetingFieldNames) {
    if (said.includes(name)) continue;
    const columns = name === 'title' ? { title: null } : fieldColumns[name];
    const names = Object.keys(columns);
    const isUnknown = Object.entries(columns).every(([column, unknown]) => fresh[column] === unknown);
    if (names.length === 0 || !(isUnknown || names.some((column) => edited.has(column)))) continue;
    store
      .sql(`UPDATE meetings SET ${names.map((column) => `${column} = @${column}`).join(', ')} WHERE id = @to`)
      .run({ ...Object.fromEntries(names.map((column) => [column, old[column]])), to });
  }
  store
    .sql(
      `UPDATE files SET owner = (SELECT owner_id FROM meetings WHERE id = @to)
       WHERE id = (SELECT file_id FROM meetings WHERE id = @to)`,
    )
    .run({ to });
  const count = store.sql<{ n: number }>('SELECT count(*) AS n FROM participants WHERE meeting_id = ?');
  if (said.includes('participants') || !(count.get(to)!.n === 0 || edited.has('participants'))) return;
  store.sql('DELETE FROM participants WHERE meeting_id = ?').run(to);
  store.sql('UPDATE participants SET meeting_id = ? WHERE meeting_id = ?').run(to, from);
}

/** When a meeting was recorded, if a person said so after it was processed; null: nobody did. */
export function editedDate(store: Store, meetingId: string): RecordedAt | null {
  if (!editedColumns(store, meetingId).has('start_time')) return null;
  return (
    store
      .sql<RecordedAt>(
        `SELECT f.recorded_at AS at, f.recorded_source AS source, f.recorded_precision AS precision,
                f.recorded_zone AS zone
         FROM meetings m JOIN files f ON f.id = m.file_id WHERE m.id = ? AND f.recorded_source IS NOT NULL`,
      )
      .get(meetingId) ?? null
  );
}

/** The columns that operations changed which stand; `participants` for the people who were named. */
function editedColumns(store: Store, meetingId: string): ReadonlySet<string> {
  const rows = store
    .sql<{ column: string }>(
      `SELECT CASE c.table_name WHEN 'meetings' THEN changed.key ELSE c.table_name END AS "column"
       FROM operation_changes c JOIN operations o ON o.id = c.operation_id,
         json_each(coalesce(c.after, c.before)) changed
       WHERE c.meeting_id = ? AND c.table_name IN ('meetings', 'participants') AND o.kind IN (?, ?) AND o.undone_at IS NULL`,
    )
    .all(meetingId, editMeeting, editTranscript);
  return new Set(rows.map(({ column }) => column));
}
