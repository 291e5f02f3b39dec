import { ScribeError } from '../errors.js';
import { describeTables, type TableDescription } from '../postgres/describe-tables.js';
import type { Session } from '../postgres/session.js';
import { toBlob } from '../store/columns.js';
import type { StagedTable } from '../store/staging.js';

type Cell = string | number | Buffer | null;

/**
 * Checks that the server has every table and column of core, and that this user may read them.
 *
 * @throws ScribeError OUTPUT with what is missing.
 */
export async function checkCore(
  session: Session,
  tables: readonly StagedTable[],
): Promise<ReadonlyMap<string, TableDescription>> {
  const described = await describeTables(
    session,
    tables.map(({ name }) => name),
  );
  const found = new Map<string, TableDescription>();
  const missing: string[] = [];
  for (const { name, columns } of tables) {
    const table = described.get(name);
    if (!table) {
      missing.push(`the table ${name}`);
      continue;
    }
    found.set(name, table);
    for (const column of Object.keys(columns))
      if (!table.columns[column]) missing.push(`the column ${name}.${column}`);
      else if (!table.columns[column].maySelect) missing.push(`the right to read ${name}.${column}`);
  }
  if (missing.length === 0) return found;
  const some = missing.length > 5 ? [...missing.slice(0, 5), `${missing.length - 5} more`] : missing;
  throw new ScribeError('OUTPUT', `Importing from ${session.address} failed: it lacks ${some.join(', ')}.`, {
    hint:
      found.size === 0
        ? 'Is it the right database? `scribe export postgres --create-schema` makes the tables, and fills them.'
        : 'Use the version of scribe that exported there, or export there again with this one.',
  });
}

/**
 * The rows of one table in the store's own form, some at a time. To be called inside a transaction that reads one moment.
 *
 * @param rows.since only meetings that were recorded since then, UTC ISO-8601, and what they need; null: everything.
 * @param rows.where SQL about `row`.
 */
export async function* readTable(
  session: Session,
  table: StagedTable,
  description: TableDescription,
  { since = null, where }: { readonly since?: string | null; readonly where?: string },
): AsyncGenerator<Cell[][]> {
  const columns = Object.entries(table.columns);
  const cells = columns.map(([name, { kind }]) => sqlOf(`row."${name}"`, kind));
  const filter = since === null ? (where ?? 'true') : filterOf(table, quotedName(description.schema), since);
  const rows = session.copyOut(
    `COPY (SELECT ${cells.join(', ')} FROM ${table.name} row WHERE ${filter}) TO STDOUT`,
  );
  for await (const lines of rows)
    yield lines.map((fields) =>
      fields.map((field, i) => (field === null ? null : toCell(field, columns[i][1].kind))),
    );
}

function sqlOf(column: string, kind: string): string {
  switch (kind) {
    case 'moment':
      return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    case 'date':
      return `to_char(${column}, 'YYYY-MM-DD')`;
    case 'bytes':
      return `encode(${column}, 'hex')`;
    case 'boolean':
      return `${column}::integer`;
    default:
      return column;
  }
}

function toCell(field: string, kind: string): Cell {
  switch (kind) {
    case 'integer':
    case 'number':
    case 'boolean':
      return Number(field);
    case 'json':
      return JSON.stringify(JSON.parse(field));
    case 'bytes':
      return Buffer.from(field, 'hex');
    case 'vector':
      return toBlob(Float32Array.from(JSON.parse(`[${field.slice(1, -1)}]`) as number[]));
    default:
      return field;
  }
}

/** Tables of people, places and terms: they are few, and a meeting may name any of them. */
const shared = ['user_profiles', 'users', 'workspaces', 'rooms', 'vocabulary'];

const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** SQL for the rows of meetings since a moment, and of what they need. */
function filterOf({ name, unit }: StagedTable, schema: string, since: string): string {
  const meetings = `SELECT id FROM meetings WHERE start_time >= '${since}'::timestamptz`;
  // An operation on other meetings as well would come without half of what it did.
  const operations = `SELECT id FROM operations o WHERE (o.meeting_id IS NULL OR o.meeting_id IN (${meetings}))
    AND NOT EXISTS (SELECT FROM operation_changes c WHERE c.operation_id = o.id AND c.meeting_id NOT IN (${meetings}))`;
  if (name === 'operations') return `row.id IN (${operations})`;
  if (name === 'operation_changes') return `row.operation_id IN (${operations})`;
  const units = [
    meetings,
    `SELECT file_id FROM meetings WHERE start_time >= '${since}'::timestamptz`,
    ...shared.map((table) => `SELECT id FROM ${table}`),
  ];
  return `${unit(schema)} IN (${units.join(' UNION ALL ')})`;
}
