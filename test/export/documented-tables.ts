import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { repo } from '../shared.js';

/** Runs the files with the documented tables of a target, in order. */
export async function createDocumentedTables(client: pg.Client, target: string): Promise<void> {
  const folder = repo('migrations', 'postgres', target);
  for (const file of readdirSync(folder).sort())
    await client.query(readFileSync(`${folder}/${file}`, 'utf8'));
}

export interface ServerColumn {
  /** `ai_state.user_properties.id`, without the schema where it is `public`. */
  readonly name: string;
  /** As `format_type` gives it: `character varying(64)`. */
  readonly type: string;
  readonly required: boolean;
  readonly default: string | null;
}

/** Every column of every table on the server. */
export async function listColumns(client: pg.Client): Promise<readonly ServerColumn[]> {
  const { rows } = await client.query<ServerColumn>(`
    SELECT concat_ws('.', nullif(n.nspname, 'public'), c.relname, a.attname) AS name,
           format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
           pg_get_expr(d.adbin, d.adrelid) AS default
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE n.nspname !~ '^(pg_|information_schema)' AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.oid, a.attnum`);
  return rows;
}

/** Every constraint, as `task: FOREIGN KEY (meeting_id) REFERENCES meeting(id)`; NOT NULL is in `listColumns`. */
export async function listConstraints(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ text: string }>(`
    SELECT concat_ws('.', nullif(n.nspname, 'public'), c.relname) || ': ' || pg_get_constraintdef(k.oid) AS text
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^(pg_|information_schema)' AND k.contype <> 'n'`);
  return rows.map(({ text }) => text);
}

/** Every index, as `meeting: workspace_id, status, created_at DESC`, those of keys included. */
export async function listIndexes(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ table: string; definition: string }>(`
    SELECT tablename AS table, indexdef AS definition FROM pg_indexes
    WHERE schemaname !~ '^(pg_|information_schema)'`);
  return rows.map(({ table, definition }) => {
    const [, columns] = definition.match(/USING btree \((.*)\)$/)!;
    return `${table}: ${columns.replaceAll('"', '')}`;
  });
}
