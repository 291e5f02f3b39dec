import type { Store } from './store.js';

/** The meetings that an export is about; both null: all of them. */
export interface UnitSelection {
  readonly meetingIds: readonly string[] | null;
  /** Meetings that were recorded since a moment. */
  readonly since: string | null;
}

/**
 * Makes `temp.export_units (unit)` on a snapshot: what changed since it was sent, what was never sent, and what is gone. A
 * selection leaves out meetings and operations that were not chosen; the people, places and files that the chosen ones
 * refer to come along. What was removed or forgotten travels in any case.
 *
 * @param destination its number; 0: nothing was sent yet.
 * @param differing numbers of units of which something is not there as it was sent; null: send everything again.
 */
export function chooseDueUnits(
  snapshot: Store,
  destination: number,
  selection: UnitSelection,
  differing: ReadonlySet<number> | null,
): void {
  const { db } = snapshot;
  db.exec(`CREATE TEMP TABLE export_units (unit TEXT PRIMARY KEY) WITHOUT ROWID;
           CREATE TEMP TABLE differing_units (id INTEGER PRIMARY KEY)`);
  const differ = snapshot.sql('INSERT OR IGNORE INTO temp.differing_units (id) VALUES (?)');
  for (const id of differing ?? []) differ.run(id);
  const gone = snapshot
    .sql(
      `INSERT INTO temp.export_units SELECT unit FROM main.exported_units e
       WHERE destination = ? AND NOT EXISTS (SELECT 1 FROM main.revisions r WHERE r.unit = e.unit)`,
    )
    .run(destination).changes;
  const due = `SELECT r.unit FROM main.revisions r
    LEFT JOIN main.exported_units e ON e.destination = @destination AND e.unit = r.unit
    WHERE (@all OR e.revision IS NOT r.revision OR e.id IN (SELECT id FROM temp.differing_units))`;
  const parameters = { destination, all: Number(differing === null) };
  if (selection.meetingIds === null && selection.since === null) {
    snapshot.sql(`INSERT OR IGNORE INTO temp.export_units ${due}`).run(parameters);
    return;
  }
  chooseMeetings(snapshot, selection);
  // Rows that named somebody who was forgotten do not wait until their meeting is chosen.
  const others = gone > 0 ? 'e.id IS NOT NULL' : '0';
  snapshot
    .sql(
      `INSERT OR IGNORE INTO temp.export_units ${due}
       AND (r.unit IN (SELECT unit FROM temp.chosen_units) OR ${others} OR e.id IN (SELECT id FROM temp.differing_units))`,
    )
    .run(parameters);
}

/** Makes `temp.chosen_units (unit)`: meetings, and everything that they refer to. */
function chooseMeetings(snapshot: Store, { meetingIds, since }: UnitSelection): void {
  snapshot.db.exec('CREATE TEMP TABLE chosen_units (unit TEXT PRIMARY KEY) WITHOUT ROWID');
  const choose = snapshot.sql('INSERT OR IGNORE INTO temp.chosen_units (unit) VALUES (?)');
  for (const id of meetingIds ?? []) choose.run(id);
  if (since !== null)
    snapshot
      .sql('INSERT OR IGNORE INTO temp.chosen_units SELECT id FROM main.meetings WHERE start_time >= ?')
      .run(since);
  snapshot.db.exec(`
    INSERT OR IGNORE INTO temp.chosen_units SELECT id FROM main.users UNION SELECT id FROM main.workspaces
      UNION SELECT id FROM main.rooms UNION SELECT id FROM main.vocabulary;
    INSERT OR IGNORE INTO temp.chosen_units
      SELECT file_id FROM main.meetings WHERE file_id IS NOT NULL AND id IN (SELECT unit FROM temp.chosen_units)
      UNION SELECT profile_id FROM main.users WHERE profile_id IS NOT NULL
      UNION SELECT user_profile_id FROM main.speakers
        WHERE user_profile_id IS NOT NULL AND meeting_id IN (SELECT unit FROM temp.chosen_units)
      UNION SELECT user_profile_id FROM main.participants
        WHERE user_profile_id IS NOT NULL AND meeting_id IN (SELECT unit FROM temp.chosen_units)
      UNION SELECT profile_id FROM main.meeting_known_profiles
        WHERE profile_id IS NOT NULL AND meeting_id IN (SELECT unit FROM temp.chosen_units)
      UNION SELECT profile_id FROM main.speaker_rejections WHERE meeting_id IN (SELECT unit FROM temp.chosen_units)`);
}

/** Every due unit, with its revision; null: it is gone. */
export function readDueUnits(
  snapshot: Store,
): readonly { readonly unit: string; readonly revision: number | null }[] {
  return snapshot
    .sql<{ unit: string; revision: number | null }>(
      `SELECT u.unit, r.revision FROM temp.export_units u LEFT JOIN main.revisions r ON r.unit = u.unit`,
    )
    .all();
}
