import { ScribeError } from '../errors.js';
import type { TableDescription } from '../postgres/describe-tables.js';
import type { ColumnKind } from './column-kind.js';
import { quote, quoteName } from './table-plan.js';
import type { Target, TargetTable } from './target.js';

/** Types of the server that can take a kind; the first one is proposed for a column that is missing. */
const types: Readonly<Record<ColumnKind, readonly string[]>> = {
  uuid: ['uuid', 'text', 'character varying', 'character'],
  text: ['text', 'character varying', 'character', 'uuid', 'citext'],
  integer: ['bigint', 'integer', 'smallint', 'numeric', 'double precision'],
  number: ['double precision', 'real', 'numeric'],
  boolean: ['boolean', 'integer', 'smallint'],
  moment: ['timestamp with time zone', 'timestamp without time zone', 'text', 'character varying'],
  date: ['date', 'timestamp with time zone', 'timestamp without time zone', 'text'],
  json: ['jsonb', 'json', 'text', 'text[]', 'character varying[]', 'uuid[]', 'integer[]', 'bigint[]'],
  bytes: ['bytea'],
  vector: ['real[]', 'double precision[]', 'vector', 'halfvec', 'jsonb', 'json', 'text'],
};

export interface SchemaProblem {
  readonly what: string;
  /** SQL that would mend it; null: it is for the owner of the database to decide. */
  readonly sql: string | null;
}

/** What a database lacks for the tables of a target. Pure. */
export function findProblems(
  target: Target,
  found: ReadonlyMap<string, TableDescription | null>,
  user: string,
): readonly SchemaProblem[] {
  return target.tables.flatMap((table) => {
    const there = found.get(table.name);
    if (!there) return [{ what: `table ${table.name} is missing`, sql: null }];
    if (!there.isTable) return [{ what: `${table.name} is not a table`, sql: null }];
    return [...columnProblems(table, there), ...rightProblems(table, there, user)];
  });
}

function columnProblems(table: TargetTable, there: TableDescription): SchemaProblem[] {
  const wanted = Object.entries(table.columns);
  const problems = wanted.flatMap(([name, { kind }]): SchemaProblem[] => {
    const column = there.columns[name];
    const add = `ALTER TABLE ${quoteName(table.name)} ADD COLUMN ${quote(name)} ${types[kind][0]};`;
    if (!column) return [{ what: `column ${table.name}.${name} is missing`, sql: add }];
    const bare = column.bareType.replace(/^.*\.(vector|halfvec|citext)$/, '$1');
    if (column.labels === null && !types[kind].includes(bare))
      return [
        {
          what: `column ${table.name}.${name} is ${column.type}, and should be ${types[kind][0]}`,
          sql: null,
        },
      ];
    return column.generated ? [{ what: `column ${table.name}.${name} is computed there`, sql: null }] : [];
  });
  for (const [name, column] of Object.entries(there.columns)) {
    const filled = column.nullable || column.default !== null || column.identity !== null || column.generated;
    if (filled || name in table.columns) continue;
    problems.push({
      what: `column ${table.name}.${name} demands a value that scribe does not know`,
      sql: null,
    });
  }
  const [key] = table.key;
  if (table.keys === 'given' && !there.columns[key]?.sequence)
    problems.push({ what: `column ${table.name}.${key} has no sequence that gives numbers`, sql: null });
  return problems;
}

function rightProblems(table: TargetTable, there: TableDescription, user: string): SchemaProblem[] {
  const columns = Object.keys(table.columns).flatMap((name) => there.columns[name] ?? []);
  const lacks = (right: 'maySelect' | 'mayInsert' | 'mayUpdate') => columns.some((column) => !column[right]);
  const rights = [
    lacks('maySelect') && 'SELECT',
    lacks('mayInsert') && 'INSERT',
    !table.shared && lacks('mayUpdate') && 'UPDATE',
    !table.shared && !table.whenRemoved && !there.mayDelete && 'DELETE',
  ].filter((right) => right !== false);
  const problems: SchemaProblem[] = [];
  if (rights.length > 0)
    problems.push({
      what: `${user} may not ${rights.join(', ').toLowerCase()} in ${table.name}`,
      sql: `GRANT ${rights.join(', ')} ON ${quoteName(table.name)} TO ${quote(user)};`,
    });
  if (there.hidesRows)
    problems.push({ what: `row-level security hides rows of ${table.name} from ${user}`, sql: null });
  return problems;
}

/** @throws ScribeError OUTPUT when there are problems: all of them, and the SQL that would mend them. */
export function refuseProblems(
  problems: readonly SchemaProblem[],
  { target, address, empty }: { readonly target: string; readonly address: string; readonly empty: boolean },
): void {
  if (problems.length === 0) return;
  const what = empty ? `it has no tables of ${target}` : problems.map((problem) => problem.what).join('; ');
  const sql = problems.flatMap((problem) => problem.sql ?? []);
  const hint = empty
    ? `Make the tables with --create-schema, or as migrations/postgres/${target} says.`
    : sql.length > 0
      ? `Its owner can run: ${sql.join(' ')}`
      : `Compare its tables with those of migrations/postgres/${target}.`;
  throw new ScribeError('OUTPUT', `Exporting to ${address} failed, and nothing was written: ${what}.`, {
    hint,
  });
}
