import { knowSameJson } from './same-json.js';
import { quoted, type StagedTable } from './staging.js';
import type { Store } from './store.js';

/*
 * What becomes of every staged unit. A unit is a meeting with all that belongs to it, a person, a recording, an operation: it is
 * taken or left as a whole. Verdicts: add (it is new, or only lacks rows here), leave (nothing is missing), keep and take (it
 * differs).
 */

/** How many staged rows of a table ... */
interface MergedTable {
  /** are here now, and were not. */
  readonly added: number;
  /** were here already. */
  readonly same: number;
  /** differ from what is here, which was kept. */
  readonly kept: number;
  /** differed, and were taken. */
  readonly taken: number;
}

/** A unit that is not the same here and there. */
export interface DifferentUnit {
  readonly unit: string;
  /** The table of the unit itself: `meetings`. */
  readonly table: string;
  /** The title of a meeting, the name of a person. */
  readonly label: string | null;
  /** Rows by table: that are missing here, that differ, that only this store has. */
  readonly rows: Readonly<Record<string, { missing: number; differ: number; extra: number }>>;
}

export interface Merged {
  readonly tables: Readonly<Record<string, MergedTable>>;
  /** What differs: kept as it is here, or taken as it is there. */
  readonly different: readonly DifferentUnit[];
  /** Meetings and people that this store has sent somewhere and removed since: they are here again. */
  readonly returned: number;
}

/** Tables whose rows are units of their own, with what people call one. */
export const roots: Readonly<Record<string, string>> = {
  workspaces: 'name',
  user_profiles: 'display_name',
  users: 'coalesce(name, username, external_id)',
  rooms: 'name',
  vocabulary: 'term',
  files: 'file_name',
  meetings: 'title',
  operations: 'summary',
  processing_events: 'stage',
};

export const equalKeys = ({ key }: StagedTable, a: string, b: string): string =>
  key.map((column) => `${a}.${quoted(column)} IS ${b}.${quoted(column)}`).join(' AND ');

export function findUnits({ db }: Store, tables: readonly StagedTable[]): void {
  for (const table of tables)
    db.exec(
      `CREATE INDEX staging.${quoted(`key_of_${table.name}`)} ON ${table.name} (${table.key.map(quoted).join(', ')})`,
    );
  db.exec('CREATE TABLE staging.units (unit PRIMARY KEY, tab, label, present, verdict) WITHOUT ROWID');
  for (const table of tables) {
    const { name, unit } = table;
    db.exec(`UPDATE staging.${name} AS row SET staged_unit = ${unit('staging')}`);
    db.exec(`CREATE INDEX staging.${quoted(`unit_of_${name}`)} ON ${name} (staged_unit)`);
    if (!Object.hasOwn(roots, name)) continue;
    db.exec(
      `INSERT INTO staging.units (unit, tab, label, present)
       SELECT row.staged_unit, '${name}', ${roots[name]}, EXISTS (SELECT 1 FROM main.${name} ours WHERE ${equalKeys(table, 'ours', 'row')})
       FROM staging.${name} row WHERE row.staged_unit = row.id`,
    );
  }
}

/** What follows from the rest, and is made anew where that changes. */
const derived: ReadonlySet<string> = new Set([
  'artifacts.meta',
  'artifacts.size',
  'artifacts.sha256',
  'artifacts.created_at',
  'files.companion_files',
]);

/** Compares what is here and there of every unit that both have, and decides what becomes of it. */
export function judge(store: Store, tables: readonly StagedTable[], overwrite: boolean): void {
  const { db } = store;
  knowSameJson(db);
  db.exec('CREATE TABLE staging.findings (unit, tab, what)');
  for (const table of tables) {
    const { name, columns, voice, unit } = table;
    const same = Object.entries(columns)
      .filter(([column]) => !derived.has(`${name}.${column}`))
      .map(([column, { kind, voice: ofVoice }]) => {
        const [ours, theirs] = [`ours.${quoted(column)}`, `row.${quoted(column)}`];
        const equal = kind === 'json' ? `scribe_same_json(${ours}, ${theirs})` : `${ours} IS ${theirs}`;
        // A server that was never sent the voice says nothing about it.
        return ofVoice ? `(${theirs} IS NULL OR ${equal})` : equal;
      });
    const present = `FROM staging.${name} row JOIN staging.units u ON u.unit = row.staged_unit AND u.present`;
    db.exec(
      `INSERT INTO staging.findings SELECT u.unit, '${name}', 'missing' ${present}
       WHERE NOT EXISTS (SELECT 1 FROM main.${name} ours WHERE ${equalKeys(table, 'ours', 'row')});
       INSERT INTO staging.findings SELECT u.unit, '${name}', 'differ' ${present}
       JOIN main.${name} ours ON ${equalKeys(table, 'ours', 'row')} WHERE NOT (${same.join(' AND ')});
       INSERT INTO staging.findings SELECT u.unit, '${name}', 'extra'
       FROM (SELECT *, ${unit('main')} AS own_unit FROM main.${name} row) row
       JOIN staging.units u ON u.unit = row.own_unit AND u.present
       WHERE NOT EXISTS (SELECT 1 FROM staging.${name} theirs WHERE ${equalKeys(table, 'theirs', 'row')})
       ${voice ? `AND EXISTS (SELECT 1 FROM staging.${name} theirs WHERE theirs.staged_unit = row.own_unit)` : ''}`,
    );
  }
  db.exec('CREATE INDEX staging.findings_by ON findings (unit, tab, what)');
  const has = (what: string) =>
    `EXISTS (SELECT 1 FROM staging.findings f WHERE f.unit = units.unit AND f.what = '${what}')`;
  db.prepare(
    `UPDATE staging.units SET verdict = CASE
       WHEN NOT present THEN 'add'
       WHEN ${has('differ')} OR (${has('missing')} AND ${has('extra')}) THEN ?
       WHEN ${has('missing')} THEN 'add'
       ELSE 'leave' END`,
  ).run(overwrite ? 'take' : 'keep');
}

export function report(store: Store, tables: readonly StagedTable[]): Merged {
  const count = (sql: string) => store.db.prepare<[], number>(sql).pluck().get()!;
  const counts = tables.map(({ name }): [string, MergedTable] => {
    const found = (verdict: string) =>
      count(
        `SELECT count(*) FROM staging.findings f JOIN staging.units u ON u.unit = f.unit AND u.verdict = '${verdict}'
         WHERE f.tab = '${name}' AND f.what <> 'extra'`,
      );
    const all = count(`SELECT count(*) FROM staging.${name}`);
    const fresh = count(
      `SELECT count(*) FROM staging.${name} row JOIN staging.units u ON u.unit = row.staged_unit AND NOT u.present`,
    );
    const [added, kept, taken] = [fresh + found('add'), found('keep'), found('take')];
    return [name, { added, same: all - added - kept - taken, kept, taken }];
  });
  const returned = count(
    `SELECT count(*) FROM staging.units u WHERE NOT u.present AND u.tab IN ('meetings', 'user_profiles')
       AND EXISTS (SELECT 1 FROM main.exported_units e WHERE e.unit = u.unit)`,
  );
  return { tables: Object.fromEntries(counts), different: differentUnits(store), returned };
}

function differentUnits(store: Store): DifferentUnit[] {
  type Finding = {
    unit: string;
    tab: string;
    label: string | null;
    found: string;
    what: 'missing' | 'differ' | 'extra';
    n: number;
  };
  const units = new Map<string, DifferentUnit>();
  const findings = store.db.prepare<[], Finding>(
    `SELECT u.unit, u.tab, u.label, f.tab AS found, f.what, count(*) AS n
     FROM staging.units u JOIN staging.findings f ON f.unit = u.unit WHERE u.verdict IN ('keep', 'take')
     GROUP BY u.unit, f.tab, f.what ORDER BY u.tab, u.unit, f.tab`,
  );
  for (const { unit, tab, label, found, what, n } of findings.iterate()) {
    const known = units.get(unit) ?? { unit, table: tab, label, rows: {} };
    const rows = known.rows as Record<string, { missing: number; differ: number; extra: number }>;
    rows[found] ??= { missing: 0, differ: 0, extra: 0 };
    rows[found][what] = n;
    units.set(unit, known);
  }
  return [...units.values()];
}
