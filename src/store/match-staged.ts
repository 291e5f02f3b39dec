import { quoted, type StagedTable } from './staging.js';
import type { Store } from './store.js';

/** References that no foreign key states. */
const looseReferences: readonly (readonly [table: string, column: string])[] = [
  ['notes', 'subject_id'],
  ['ai_threads', 'context_id'],
];

/** JSON with ids of profiles in it. */
const texts: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['speakers', ['candidates']],
  ['operation_changes', ['row_key', 'before', 'after']],
];

/** Gives staged rows the keys that the same things have in this store: a person enrolled in both, a recording that both have read. */
export function matchStaged(store: Store, tables: readonly StagedTable[]): void {
  const { db } = store;
  db.exec('CREATE TABLE staging.matched (tab, theirs, ours)');
  for (const { name, key, natural } of tables) {
    if (!natural) continue;
    const [id] = key.map(quoted);
    const same = natural.map((column) => `ours.${quoted(column)} IS theirs.${quoted(column)}`).join(' AND ');
    db.exec(
      `INSERT INTO staging.matched SELECT '${name}', theirs.${id}, ours.${id}
       FROM staging.${name} theirs JOIN main.${name} ours ON ${same}
       WHERE ours.${id} <> theirs.${id} AND NOT EXISTS (SELECT 1 FROM main.${name} own WHERE own.${id} = theirs.${id})`,
    );
  }
  db.exec('CREATE UNIQUE INDEX staging.matched_by ON matched (tab, theirs)');
  for (const table of tables) renameKeys(store, table);
  const profiles = store
    .sql<{ theirs: string; ours: string }>(
      `SELECT theirs, ours FROM staging.matched WHERE tab = 'user_profiles'`,
    )
    .all();
  for (const [table, columns] of texts.filter(([name]) => tables.some((table) => table.name === name)))
    for (const column of columns)
      for (const { theirs, ours } of profiles)
        db.prepare(
          `UPDATE staging.${table} SET ${quoted(column)} = replace(${quoted(column)}, @theirs, @ours)
           WHERE instr(${quoted(column)}, @theirs) > 0`,
        ).run({ theirs, ours });
}

function renameKeys(store: Store, { name, key, columns, natural }: StagedTable): void {
  const loose = looseReferences
    .filter(([table]) => table === name)
    .map(([, column]) => [column, 'user_profiles']);
  const references = [
    ...Object.entries(columns).flatMap(([column, { refersTo }]) => (refersTo ? [[column, refersTo]] : [])),
    ...(natural ? [[key[0], name]] : []),
    ...loose,
  ];
  for (const [column, parent] of references)
    store.db.exec(
      `UPDATE staging.${name} SET ${quoted(column)} = matched.ours FROM staging.matched
       WHERE matched.tab = '${parent}' AND matched.theirs = ${quoted(column)}`,
    );
}
