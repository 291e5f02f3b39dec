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

/**
 * Gives staged rows the keys that the same things have in this store: a person enrolled in both, a recording that both have read.
 * Operations are called by numbers that every store counts for itself: one that is here already gets the number that it has here.
 * The others keep theirs up to the first that is taken here; it and all later ones follow after all numbers, in their order.
 */
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
  numberOperations(store);
  db.exec('CREATE UNIQUE INDEX staging.matched_by ON matched (tab, theirs)');
  for (const table of tables) renameKeys(store, table);
  const profiles = store
    .sql<{ theirs: string; ours: string }>(
      `SELECT theirs, ours FROM staging.matched WHERE tab = 'user_profiles'`,
    )
    .all();
  for (const [table, columns] of texts)
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
    ...(natural || name === 'operations' ? [[key[0], name]] : []),
    ...loose,
  ];
  for (const [column, parent] of references)
    store.db.exec(
      `UPDATE staging.${name} SET ${quoted(column)} = matched.ours FROM staging.matched
       WHERE matched.tab = '${parent}' AND matched.theirs = ${quoted(column)}`,
    );
}

function numberOperations({ db }: Store): void {
  db.exec(
    `CREATE TABLE staging.numbers AS
     SELECT theirs.id AS theirs, (
       SELECT ours.id FROM main.operations ours
       WHERE ours.created_at = theirs.created_at AND ours.kind = theirs.kind AND ours.summary = theirs.summary
       ORDER BY ours.id <> theirs.id LIMIT 1) AS ours
     FROM staging.operations theirs;
     UPDATE staging.numbers SET ours = theirs
     WHERE ours IS NULL AND theirs < coalesce(
       (SELECT min(theirs) FROM staging.numbers WHERE ours IS NULL AND theirs IN (SELECT id FROM main.operations)), 1e18);
     INSERT INTO staging.matched
     SELECT 'operations', theirs, coalesce(ours, row_number() OVER (PARTITION BY ours IS NULL ORDER BY theirs) + (
       SELECT max(coalesce((SELECT max(id) FROM main.operations), 0), coalesce((SELECT max(id) FROM staging.operations), 0))))
     FROM staging.numbers`,
  );
}
