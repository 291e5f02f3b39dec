import { ScribeError } from '../errors.js';
import { oweRendering } from './artifacts.js';
import { isSqliteError } from './engine.js';
import { equalKeys, findUnits, judge, type Merged, report, roots } from './judge-staged.js';
import { matchStaged } from './match-staged.js';
import { putBack } from './put-back.js';
import { quoted, type StagedTable } from './staging.js';
import { type Store, write } from './store.js';

/**
 * Merges staged rows in one transaction. A unit (a meeting with all that belongs to it, a person, an operation) is taken or left as a
 * whole: a new one is added, one that is the same is left, one that only lacks rows gets them, and one that differs is kept as it is
 * here, or with `overwrite` becomes what it is there. The files of every meeting that changed are owed.
 *
 * @param dryRun only says what would be done.
 * @throws ScribeError STORE when the rows do not fit together: then nothing has changed.
 */
export function mergeStaged(
  store: Store,
  tables: readonly StagedTable[],
  { overwrite, dryRun }: { readonly overwrite: boolean; readonly dryRun: boolean },
): Merged {
  const undo = new Error('a dry run');
  let merged: Merged | undefined;
  try {
    write(store, 'merging the rows', () =>
      putBack(store, 'import', () => {
        store.db.pragma('defer_foreign_keys = ON');
        matchStaged(store, tables);
        findUnits(store, tables);
        judge(store, tables, overwrite);
        merged = report(store, tables);
        take(store, tables);
        checkKeys(store);
        if (dryRun) throw undo;
      }),
    );
  } catch (error) {
    if (error !== undo) throw explain(error);
  }
  return merged!;
}

function take(store: Store, tables: readonly StagedTable[]): void {
  const { db } = store;
  const taken = "staging.units u ON u.verdict = 'take' AND u.unit";
  // What is about voices stays where the server has none.
  for (const table of tables)
    for (const column of Object.keys(table.columns).filter((name) => table.columns[name].voice))
      db.exec(
        `UPDATE staging.${table.name} SET ${quoted(column)} = ours.${quoted(column)} FROM main.${table.name} ours
         WHERE ${table.name}.${quoted(column)} IS NULL AND ${equalKeys(table, 'ours', table.name)}
           AND staged_unit IN (SELECT unit FROM staging.units WHERE verdict = 'take')`,
      );
  for (const table of [...tables].reverse()) {
    const { name, columns, voice, unit, key } = table;
    if (Object.hasOwn(roots, name)) {
      const set = Object.keys(columns).map((column) => `${quoted(column)} = theirs.${quoted(column)}`);
      db.exec(
        `UPDATE main.${name} SET ${set.join(', ')} FROM staging.${name} theirs JOIN ${taken} = theirs.staged_unit
         WHERE ${equalKeys(table, name, 'theirs')}`,
      );
    } else
      db.exec(
        `DELETE FROM main.${name} WHERE (${key.map(quoted).join(', ')}) IN (
           SELECT ${key.map((column) => `row.${quoted(column)}`).join(', ')} FROM main.${name} row JOIN ${taken} = ${unit('main')}
           ${voice ? `WHERE EXISTS (SELECT 1 FROM staging.${name} theirs WHERE theirs.staged_unit = u.unit)` : ''})`,
      );
  }
  for (const table of inOrder(tables)) {
    const { name, columns } = table;
    const names = Object.keys(columns);
    db.exec(
      `INSERT INTO main.${name} (${names.map(quoted).join(', ')})
       SELECT ${names.map((column) => `row.${quoted(column)}`).join(', ')}
       FROM staging.${name} row JOIN staging.units u ON u.unit = row.staged_unit AND u.verdict IN ('add', 'take')
       WHERE NOT EXISTS (SELECT 1 FROM main.${name} ours WHERE ${equalKeys(table, 'ours', 'row')})
       ${name === 'operations' ? 'ORDER BY row.created_at, row.id' : ''}`,
    );
  }
  const changed = store.db
    .prepare<[], string>(
      `SELECT m.id FROM staging.units u JOIN main.meetings m ON m.id = u.unit AND m.status = 'completed'
       WHERE u.verdict = 'take' OR (u.verdict = 'add' AND (NOT u.present OR EXISTS (SELECT 1 FROM staging.findings f WHERE f.unit = u.unit)))`,
    )
    .pluck()
    .all();
  for (const meetingId of changed) oweRendering(store, meetingId);
}

/** Units first: triggers look whether the subject of a note is there. */
const inOrder = (tables: readonly StagedTable[]): readonly StagedTable[] => [
  ...tables.filter(({ name }) => Object.hasOwn(roots, name)),
  ...tables.filter(({ name }) => !Object.hasOwn(roots, name)),
];

function checkKeys({ db, path }: Store): void {
  const [lost] = db.pragma('main.foreign_key_check') as { table: string; parent: string }[];
  if (!lost) return;
  throw new ScribeError(
    'STORE',
    `Merging the rows into the store ${path} failed: a row of ${lost.table} has lost its row of ${lost.parent}. Nothing was changed.`,
    {
      hint: 'What is on the server does not fit together. Export to it again from a store that has everything.',
    },
  );
}

/** A rule that a row breaks: the rows came from a server, where anybody may have written. */
function explain(error: unknown): unknown {
  if (!isSqliteError(error) || !error.code.startsWith('SQLITE_CONSTRAINT')) return error;
  return new ScribeError(
    'STORE',
    `Merging the rows failed: one of them breaks a rule of the store (${error.message}). Nothing was changed.`,
    {
      hint: 'Two stores may have given the same name to different things: rename one of them, then run this again.',
      cause: error,
    },
  );
}
