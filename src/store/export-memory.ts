import { read, type Store, write } from './store.js';

/*
 * What this store remembers of the databases that it was exported into. Rows are noted before they are committed there,
 * so that a kill in between leaves a memory of rows that may be there, never rows that nobody knows of.
 */

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly target: string;
}

export interface Destination {
  /** 0: nothing was ever sent there. */
  readonly id: number;
  /** The columns that were written, in a form that can only be compared. */
  readonly columns: string;
  /** Data of voices was sent there. */
  readonly voices: boolean;
  /** By table, what changes when anybody changes a row of it. */
  readonly state: Readonly<Record<string, string>>;
}

export function findDestination(store: Store, { host, port, database, target }: Place): Destination {
  return read(store, 'looking for exports', () => {
    const row = store
      .sql<{ id: number; columns: string; voices: number; state: string | null }>(
        'SELECT id, columns, voices, state FROM export_destinations WHERE host = ? AND port = ? AND database = ? AND target = ?',
      )
      .get(host, port, database, target);
    if (!row) return { id: 0, columns: '', voices: false, state: {} };
    return { ...row, voices: row.voices === 1, state: JSON.parse(row.state ?? '{}') };
  });
}

/** @returns its number. From now on voices count as sent there, if they are about to be. */
export function noteDestination(
  store: Store,
  { host, port, database, target }: Place,
  { voices, now }: { readonly voices: boolean; readonly now: string },
): number {
  return write(store, 'noting an export', () => {
    const { id } = store
      .sql<{ id: number }>(
        `INSERT INTO export_destinations (host, port, database, target, voices, created_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (host, port, database, target) DO UPDATE SET voices = max(voices, excluded.voices) RETURNING id`,
      )
      .get(host, port, database, target, Number(voices), now)!;
    return id;
  });
}

/** Notes that these units are being sent. @returns the number of each. */
export function noteUnits(store: Store, destination: number, units: Iterable<string>): Map<string, number> {
  return write(store, 'noting an export', () => {
    const note = store.sql<{ id: number }>(
      `INSERT INTO exported_units (destination, unit) VALUES (?, ?)
       ON CONFLICT (destination, unit) DO UPDATE SET revision = NULL RETURNING id`,
    );
    const numbers = new Map<string, number>();
    for (const unit of units) numbers.set(unit, note.get(destination, unit)!.id);
    return numbers;
  });
}

export interface ExportedRow {
  readonly unit: number;
  readonly source: string;
  /** Of several columns as JSON; of a key that was given, what else tells the row there; null: the source is the key. */
  readonly noted: string | null;
  /** The key there, if it is not ours. */
  readonly key: string | null;
  /** Of the row as it is there: a whole number of 64 bits. */
  readonly hash: string;
}

/** Notes rows that are there once the export is committed. */
export function noteRows(
  store: Store,
  destination: number,
  table: string,
  rows: readonly ExportedRow[],
): void {
  write(store, 'noting an export', () => {
    const row = store.sql(
      'INSERT OR REPLACE INTO exported_rows (unit_id, table_name, source, key, hash) VALUES (?, ?, ?, ?, ?)',
    );
    const mapping = store.sql(
      'INSERT OR REPLACE INTO mapped_keys (destination, table_name, source, key) VALUES (?, ?, ?, ?)',
    );
    for (const { unit, source, noted, key, hash } of rows) {
      row.run(unit, table, source, noted, BigInt(hash));
      if (key !== null) mapping.run(destination, table, source, key);
    }
  });
}

export interface Settled {
  readonly destination: number;
  /** The revision that was sent of each unit, by its number; null: the unit is gone from here and from there. */
  readonly revisions: ReadonlyMap<number, number | null>;
  readonly gone: readonly { readonly table: string; readonly unit: number; readonly source: string }[];
  readonly columns: string;
  readonly state: Readonly<Record<string, string>>;
  readonly now: string;
}

/** Notes that an export was committed. */
export function settleExport(store: Store, settled: Settled): void {
  const { destination, revisions, gone, columns, state, now } = settled;
  write(store, 'noting an export', () => {
    const forget = store.sql('DELETE FROM exported_rows WHERE unit_id = ? AND table_name = ? AND source = ?');
    const unmap = store.sql(
      'DELETE FROM mapped_keys WHERE destination = ? AND table_name = ? AND source = ?',
    );
    for (const { table, unit, source } of gone) {
      forget.run(unit, table, source);
      unmap.run(destination, table, source);
    }
    // Units that were not sent with these columns are due again.
    store
      .sql(
        `UPDATE exported_units SET revision = NULL WHERE destination = @destination
         AND (SELECT columns FROM export_destinations WHERE id = @destination) <> @columns`,
      )
      .run({ destination, columns });
    const sent = store.sql('UPDATE exported_units SET revision = ? WHERE id = ?');
    const end = store.sql('DELETE FROM exported_units WHERE id = ?');
    for (const [unit, revision] of revisions)
      if (revision === null) end.run(unit);
      else sent.run(revision, unit);
    store
      .sql('UPDATE export_destinations SET columns = ?, state = ?, sent_at = ? WHERE id = ?')
      .run(columns, JSON.stringify(state), now, destination);
  });
}

/** Rows that were sent and should be there. */
export function* rememberedRows(
  snapshot: Store,
  destination: number,
  table: string,
): Generator<{
  readonly unit: number;
  readonly source: string;
  readonly noted: string | null;
  readonly key: string | null;
  readonly hash: string;
}> {
  yield* snapshot
    .sql<ExportedRow>(
      `SELECT e.id AS unit, r.source, r.key AS noted, m.key, CAST(r.hash AS TEXT) AS hash
       FROM exported_units e JOIN exported_rows r ON r.unit_id = e.id AND r.table_name = @table
       LEFT JOIN mapped_keys m ON m.destination = e.destination AND m.table_name = r.table_name AND m.source = r.source
       WHERE e.destination = @destination AND e.revision IS NOT NULL`,
    )
    .iterate({ destination, table });
}

/** Rows of the units in `temp.export_units` that were sent, or may have been. */
export function* rowsOfUnits(
  snapshot: Store,
  destination: number,
  table: string,
): Generator<Omit<ExportedRow, 'hash'>> {
  yield* snapshot
    .sql<Omit<ExportedRow, 'hash'>>(
      `SELECT e.id AS unit, r.source, r.key AS noted, m.key
       FROM temp.export_units u JOIN exported_units e ON e.unit = u.unit AND e.destination = @destination
       JOIN exported_rows r ON r.unit_id = e.id AND r.table_name = @table
       LEFT JOIN mapped_keys m ON m.destination = e.destination AND m.table_name = r.table_name AND m.source = r.source`,
    )
    .iterate({ destination, table });
}

/** The key that a row has there, as far as it is known. */
export function mappedKey(
  snapshot: Store,
  destination: number,
  table: string,
  source: string,
): string | null {
  return (
    snapshot
      .sql<{ key: string }>(
        'SELECT key FROM mapped_keys WHERE destination = ? AND table_name = ? AND source = ?',
      )
      .get(destination, table, source)?.key ?? null
  );
}

/** How many rows of each table are there of units that are not due. */
export function countUntouched(snapshot: Store, destination: number): ReadonlyMap<string, number> {
  const rows = snapshot
    .sql<{ name: string; rows: number }>(
      `SELECT r.table_name AS name, count(*) AS rows FROM exported_units e JOIN exported_rows r ON r.unit_id = e.id
       WHERE e.destination = ? AND e.unit NOT IN (SELECT unit FROM temp.export_units) GROUP BY 1`,
    )
    .all(destination);
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}

/** How many units are newer here than there, or gone. @param destination its number; 0: nothing was sent yet. */
export function countOwedUnits(store: Store, destination: number): number {
  return read(store, 'looking for exports', () => {
    const owed = store
      .sql<{ n: number }>(
        `SELECT (SELECT count(*) FROM revisions r
                 LEFT JOIN exported_units e ON e.destination = @destination AND e.unit = r.unit
                 WHERE e.revision IS NOT r.revision)
              + (SELECT count(*) FROM exported_units e WHERE destination = @destination
                 AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.unit = e.unit)) AS n`,
      )
      .get({ destination });
    return owed?.n ?? 0;
  });
}
