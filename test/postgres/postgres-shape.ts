import type pg from 'pg';
import type { Schema, Table } from './schema-shape.js';

/** What a real server has in the schema `public`, read from its catalog. */
export async function postgresShape(client: pg.Client): Promise<Schema> {
  const rows = async <Row extends pg.QueryResultRow>(sql: string) => (await client.query<Row>(sql)).rows;
  const columns = await rows<{
    tab: string;
    name: string;
    type: string;
    notNull: boolean;
    default: string | null;
  }>(
    `SELECT c.relname AS tab, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
            pg_get_expr(d.adbin, d.adrelid) AS default
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum`,
  );
  const constraints = await rows<{
    tab: string;
    kind: string;
    text: string;
    columns: string[];
    deferrable: boolean;
  }>(
    `SELECT conrelid::regclass::text AS tab, contype AS kind, condeferrable AS deferrable,
            CASE contype WHEN 'c' THEN pg_get_expr(conbin, conrelid) ELSE pg_get_constraintdef(oid) END AS text,
            ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k (n, i)
                  JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i) AS columns
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0`,
  );
  const indexes = await rows<{ tab: string; text: string; unique: boolean }>(
    `SELECT indrelid::regclass::text AS tab, pg_get_indexdef(indexrelid) AS text, indisunique AS unique
     FROM pg_index JOIN pg_class c ON c.oid = indexrelid
     WHERE c.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))`,
  );
  const tables = [...new Set(columns.map(({ tab }) => tab))];
  return Object.fromEntries(
    tables.map((tab): [string, Table] => {
      const own = <T extends { tab: string }>(list: readonly T[]) => list.filter((item) => item.tab === tab);
      const named = (unique: boolean) =>
        own(indexes)
          .filter((index) => index.unique === unique)
          .map(({ text }) =>
            text
              .replace(/^CREATE (?:UNIQUE )?INDEX (\S+) ON \S+ USING btree (.*)$/, '$1 $2')
              .replaceAll('"', ''),
          );
      const ofKind = (kind: string) => own(constraints).filter((constraint) => constraint.kind === kind);
      return [
        tab,
        {
          columns: Object.fromEntries(
            own(columns).map(({ name, type, notNull, default: value }) => [
              name,
              { type: plainType(type), notNull, default: value?.replace(/::[a-z ]+/g, '') ?? null },
            ]),
          ),
          primaryKey: ofKind('p').flatMap((key) => key.columns),
          foreignKeys: ofKind('f')
            .map(({ text, deferrable }) => foreignKey(text, deferrable))
            .sort(),
          uniques: [...named(true), ...ofKind('u').map((key) => `(${key.columns.join(', ')})`)].sort(),
          indexes: named(false).sort(),
          checks: [...ofKind('c').map(({ text }) => text), ...widths(own(columns))],
        },
      ];
    }),
  );
}

const plainType = (type: string): string =>
  type
    .replace('character varying', 'varchar')
    .replace('timestamp with time zone', 'timestamptz')
    .replace(/^real\[\]$/, 'vector');

/** Every key can be deferred; that is written nowhere else. */
function foreignKey(text: string, deferrable: boolean): string {
  const [, from, parent, to, action = 'NO ACTION'] = text.match(
    /^FOREIGN KEY \((\w+)\) REFERENCES (\w+)\((\w+)\)(?: ON DELETE (SET NULL|CASCADE|RESTRICT))?/,
  )!;
  return `${from} -> ${parent} (${to}) ON DELETE ${action}${deferrable ? '' : ' that cannot be deferred'}`;
}

/** varchar(n) refuses what is longer, as a check does. */
const widths = (columns: readonly { readonly name: string; readonly type: string }[]): string[] =>
  columns.flatMap(({ name, type }) => {
    const width = type.match(/^character varying\((\d+)\)$/)?.[1];
    return width ? [`length(${name}) <= ${width}`] : [];
  });
