import type { Session } from './session.js';

export interface TableDescription {
  readonly schema: string;
  readonly name: string;
  /** Rows can be written to it: it is a table, partitioned or not, and no view. */
  readonly isTable: boolean;
  readonly columns: Readonly<Record<string, ColumnDescription>>;
  /** Columns of the primary key; empty: it has none. */
  readonly primaryKey: readonly string[];
  /** Columns of each unique constraint or index over whole columns and all rows, the primary key apart. */
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Row-level security decides which rows this user sees: a row that is missing may be hidden. */
  readonly hidesRows: boolean;
  readonly mayDelete: boolean;
}

interface ColumnDescription {
  /** `character varying(255)`, `vector(512)`, `timestamp with time zone`. */
  readonly type: string;
  /** The type without its length or precision: `character varying`, `vector`. */
  readonly bareType: string;
  /** The labels of an enum; null for every other type. */
  readonly labels: readonly string[] | null;
  readonly nullable: boolean;
  /** As SQL; null: none. */
  readonly default: string | null;
  /** The server gives it: always, or where no value is given. */
  readonly identity: 'always' | 'by default' | null;
  /** It is computed from other columns and cannot be written. */
  readonly generated: boolean;
  /** The sequence that belongs to it, as SQL. */
  readonly sequence: string | null;
  readonly maySelect: boolean;
  readonly mayInsert: boolean;
  readonly mayUpdate: boolean;
}

interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** The other table, as SQL that finds it. */
  readonly table: string;
  readonly references: readonly string[];
}

/**
 * What tables look like to this user. Names are found as the server finds them in a statement: with the schema, or along search_path.
 *
 * @returns By the name that was asked for; null: there is no such table.
 * @throws ScribeError OUTPUT
 */
export async function describeTables(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableDescription | null>> {
  const rows = await session.query<{ name: string; described: string | null }>(query, [names]);
  return new Map(
    rows.map(({ name, described }) => [name, described === null ? null : JSON.parse(described)]),
  );
}

/** Whether the type `vector` of pgvector is there, and can be named without its schema. */
export async function hasVectors(session: Session): Promise<boolean> {
  const [{ found }] = await session.query<{ found: boolean }>(
    `SELECT to_regtype('vector') IS NOT NULL AS found`,
  );
  return found;
}

/** Names of the columns with these numbers, in this order. */
const columnNames = (table: string, numbers: string) =>
  `(SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(${numbers}) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.number)`;

const columns = `
  SELECT json_object_agg(a.attname, json_build_object(
    'type', format_type(a.atttypid, a.atttypmod),
    'bareType', format_type(a.atttypid, NULL),
    'labels', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid),
    'nullable', NOT a.attnotnull,
    'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
    'generated', a.attgenerated <> '',
    'sequence', pg_get_serial_sequence(c.oid::regclass::text, a.attname),
    'maySelect', has_column_privilege(c.oid, a.attnum, 'SELECT'),
    'mayInsert', has_column_privilege(c.oid, a.attnum, 'INSERT'),
    'mayUpdate', has_column_privilege(c.oid, a.attnum, 'UPDATE')) ORDER BY a.attnum)
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const query = `
  SELECT asked.name, CASE WHEN c.oid IS NOT NULL THEN json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'isTable', c.relkind IN ('r', 'p'),
    'columns', coalesce((${columns}), '{}'),
    'primaryKey', coalesce((SELECT ${columnNames('c.oid', 'i.indkey')} FROM pg_index i
      WHERE i.indrelid = c.oid AND i.indisprimary), '[]'),
    'unique', coalesce((SELECT json_agg(${columnNames('c.oid', 'i.indkey[0:i.indnkeyatts - 1]')} ORDER BY i.indexrelid)
      FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary AND i.indisvalid
        AND i.indpred IS NULL AND i.indexprs IS NULL), '[]'),
    'foreignKeys', coalesce((SELECT json_agg(json_build_object('name', f.conname, 'table', f.confrelid::regclass::text,
        'columns', ${columnNames('f.conrelid', 'f.conkey')}, 'references', ${columnNames('f.confrelid', 'f.confkey')})
        ORDER BY f.conname) FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'), '[]'),
    'hidesRows', row_security_active(c.oid),
    'mayDelete', has_table_privilege(c.oid, 'DELETE')) END AS described
  FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, place)
  LEFT JOIN pg_class c ON c.oid = to_regclass(asked.name)
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
  ORDER BY asked.place`;
