import type { Store } from '../../src/store/store.js';
import type { Column, Schema, Table } from './schema-shape.js';

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

/** Numbers that may pass 2^31: bytes, milliseconds, and what people did in all the years. */
const wide = new Set([
  'files.size',
  'artifacts.size',
  'processing_events.duration_ms',
  'markers.timestamp',
  'turn_metrics.latency_ms',
]);

/** Where "Task 3" has a width that no state can reach. */
const asDocumented: Readonly<Record<string, string>> = { 'meetings.status': 'varchar(50)' };

/** A key that SQLite keeps by triggers, because a column that is already there cannot be given one. */
const keysByTrigger: Readonly<Record<string, readonly string[]>> = {
  files: ['owner -> users (id) ON DELETE SET NULL'],
};

/** What the migrated store is made of, in the types of Postgres. */
export function sqliteShape(store: Store, tables: readonly string[]): Schema {
  return Object.fromEntries(tables.map((table) => [table, tableShape(store, table)]));
}

function tableShape(store: Store, table: string): Table {
  const infos = store.db.pragma(`table_info(${table})`) as ColumnInfo[];
  const checks = checksOf(store, table);
  const keys = store.db.pragma(`foreign_key_list(${table})`) as {
    from: string;
    to: string;
    table: string;
    on_delete: string;
    on_update: string;
  }[];
  const types = Object.fromEntries(
    infos.map((info) => [
      info.name,
      typeOf(
        table,
        info,
        checks.flatMap(({ type }) => type),
      ),
    ]),
  );
  for (const { from } of keys) if (types[from] === 'text') types[from] = 'uuid';
  const column = (info: ColumnInfo): Column => ({
    type: types[info.name],
    notNull: info.notnull === 1 || info.pk > 0,
    default: defaultOf(info.dflt_value, types[info.name]),
  });
  const list = (
    store.db.pragma(`index_list(${table})`) as {
      name: string;
      unique: number;
      origin: string;
      partial: number;
    }[]
  ).map((index) => {
    if (index.partial) throw new Error(`the comparison does not know partial indexes yet: ${index.name}`);
    const parts = store.db.pragma(`index_xinfo(${index.name})`) as {
      name: string;
      desc: number;
      key: number;
    }[];
    const columns = parts
      .filter(({ key }) => key === 1)
      .map(({ name, desc }) => (desc ? `${name} DESC` : name))
      .join(', ');
    return { ...index, columns: index.origin === 'c' ? `${index.name} (${columns})` : `(${columns})` };
  });
  const keyed = (filter: (index: (typeof list)[number]) => boolean) =>
    list
      .filter((index) => index.origin !== 'pk' && filter(index))
      .map(({ columns }) => columns)
      .sort();
  return {
    columns: Object.fromEntries(infos.map((info) => [info.name, column(info)])),
    primaryKey: infos
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name),
    foreignKeys: [
      ...(keysByTrigger[table] ?? []),
      ...keys.map(
        ({ from, table: parent, to, on_delete }) => `${from} -> ${parent} (${to}) ON DELETE ${on_delete}`,
      ),
    ].sort(),
    uniques: keyed(({ unique }) => unique === 1),
    indexes: keyed(({ unique }) => unique === 0),
    checks: checks.filter(({ type }) => type.length === 0 || type[0].kept).map(({ sql }) => sql),
  };
}

interface TypeHint {
  readonly column: string;
  readonly type: string;
  /** The check says more than the type does, so Postgres is to have it as well. */
  readonly kept: boolean;
}

/** Checks by which SQLite says what Postgres has a type for. */
const hints: readonly (readonly [
  pattern: RegExp,
  type: (match: RegExpMatchArray) => string,
  kept: boolean,
])[] = [
  [/^length\((\w+)\) = 36$/, () => 'uuid', false],
  [/^json_valid\((\w+)\)$/, () => 'jsonb', false],
  [/^(\w+) GLOB '\?{4}-\?\?-\?\?T\?\?:\?\?:\?\?\*Z'$/, () => 'timestamptz', false],
  [/^(\w+) GLOB '\?{4}-\?\?-\?\?'$/, () => 'date', false],
  [/^(\w+) IN \(0, 1\)$/, () => 'boolean', false],
  [/^length\((\w+)\) = 4 \* \w+$/, () => 'vector', true],
  [/^length\((\w+)\) (?:<=|=|BETWEEN \d+ AND) (\d+)$/, (match) => `varchar(${match[2]})`, true],
];

function checksOf(
  store: Store,
  table: string,
): { readonly sql: string; readonly type: readonly TypeHint[] }[] {
  const { sql } = store
    .sql<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .get(table)!;
  const plain = sql.replace(/--.*$/gm, '').replace(/\s+/g, ' ');
  return [...plain.matchAll(/CHECK \(/g)].flatMap(({ index }) =>
    conjuncts(balanced(plain, index + 'CHECK '.length)).map((check) => {
      const type = hints.flatMap(([pattern, name, kept]) => {
        const match = check.match(pattern);
        return match ? [{ column: match[1], type: name(match), kept }] : [];
      });
      return { sql: check, type };
    }),
  );
}

/** What stands between the bracket at `from` and the one that closes it. */
function balanced(text: string, from: number): string {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0) return text.slice(from + 1, i).trim();
  }
  throw new Error(`no end of ${text.slice(from)}`);
}

/** A check of the form A AND B refuses what a check A and a check B refuse. */
function conjuncts(check: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of check.matchAll(/\(|\)|\bBETWEEN \S+ AND\b|\bAND\b|\bOR\b/g)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === 'OR' && depth === 0) return [check];
    else if (token === 'AND' && depth === 0) {
      parts.push(check.slice(start, index).trim());
      start = index + token.length;
    }
  }
  return [...parts, check.slice(start).trim()];
}

function typeOf(table: string, info: ColumnInfo, found: readonly TypeHint[]): string {
  const name = `${table}.${info.name}`;
  if (asDocumented[name]) return asDocumented[name];
  const hint = found.find(({ column }) => column === info.name);
  if (hint && !(info.type === 'BLOB' && hint.type.startsWith('varchar'))) return hint.type;
  if (info.type === 'INTEGER') return wide.has(name) ? 'bigint' : 'integer';
  return { TEXT: 'text', REAL: 'double precision', BLOB: 'bytea' }[info.type]!;
}

function defaultOf(value: string | null, type: string): string | null {
  if (value === null) return null;
  if (value.startsWith('strftime(')) return 'now()';
  if (value.startsWith('lower(printf(')) return 'gen_random_uuid()';
  if (type === 'boolean') return value === '1' ? 'true' : 'false';
  return value;
}
