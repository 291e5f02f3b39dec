import type { Target, TargetTable } from '../../src/export/target.js';
import type { Store } from '../../src/store/store.js';

export type Row = Readonly<Record<string, unknown>>;

/**
 * What the select of a table gives for some units, or for all there are; `unit` and `source` first, then the columns in
 * the order of the table.
 */
export function targetRows(store: Store, table: TargetTable, units?: readonly string[]): readonly Row[] {
  store.db.exec('CREATE TEMP TABLE IF NOT EXISTS export_units (unit TEXT PRIMARY KEY) WITHOUT ROWID');
  store.db.exec('DELETE FROM temp.export_units');
  const add = store.db.prepare('INSERT OR IGNORE INTO temp.export_units VALUES (?)');
  const all = ['meetings', 'files', 'user_profiles', 'users', 'workspaces', 'rooms'].flatMap((name) =>
    store.db.prepare<[], string>(`SELECT id FROM ${name}`).pluck().all(),
  );
  for (const unit of units ?? all) add.run(unit);
  // Compiled anew: temporary tables are looked up when a statement is prepared.
  return store.db.prepare<[], Row>(table.select).all();
}

/**
 * Every table of a target, by name, after looking that each select keeps what a target promises: its columns in order,
 * one source a row, and references that point at rows of the target.
 */
export function checkedRows(store: Store, target: Target): Readonly<Record<string, readonly Row[]>> {
  const rows: Record<string, readonly Row[]> = {};
  for (const table of target.tables) {
    const found = targetRows(store, table);
    rows[table.name] = found;
    const wanted = ['unit', 'source', ...Object.keys(table.columns)].join();
    const columns = store.db.prepare(table.select).columns();
    const given = columns.map(({ name }) => name).join();
    if (given !== wanted) throw new Error(`${table.name} gives ${given}, not ${wanted}`);
    const sources = new Set(found.map((row) => row.source));
    if (sources.size !== found.length) throw new Error(`${table.name} has a source twice`);
    if (!found.every((row) => typeof row.source === 'string' && typeof row.unit === 'string'))
      throw new Error(`${table.name} has a source or a unit that is no text`);
    for (const [column, { refersTo }] of Object.entries(table.columns)) {
      if (!refersTo) continue;
      const known = new Set(rows[refersTo].map((row) => row.source));
      const lost = found.find((row) => row[column] !== null && !known.has(row[column] as string));
      if (lost)
        throw new Error(`${table.name}.${column} points at ${lost[column]}, which is not in ${refersTo}`);
    }
  }
  return rows;
}
