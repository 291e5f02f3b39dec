import type { Store } from '../../store/store.js';
import { readStoreTables, type StoreTable } from '../store-tables.js';
import type { Target, TargetTable } from '../target.js';

/** Tables about voices alone. The steps of an operation hold the vectors that it changed. */
const voiceTables: readonly string[] = ['voice_samples', 'voice_centroids', 'operation_changes'];

/** Columns about voices in tables that are about more. */
const voiceColumns: Readonly<Record<string, readonly string[]>> = {
  user_profiles: ['embeddings', 'voice_vector', 'voice_model', 'voice_dims'],
  speakers: ['centroid'],
  transcript_segments: ['feature_vector', 'feature_model', 'feature_dims'],
};

/** What makes two rows of two stores the same thing, so that both may send to one database. */
const naturalColumns: Readonly<Record<string, readonly string[]>> = {
  files: ['sha256', 'stream'],
  user_profiles: ['name_key'],
  users: ['external_id'],
  workspaces: ['slug'],
  vocabulary: ['term'],
};

/** scribe's own schema: the store, table for table and column for column. */
export function coreTarget(store: Store): Target {
  return { name: 'core', tables: readStoreTables(store).map(toTable) };
}

function toTable(table: StoreTable): TargetTable {
  const { name, key, columns, from, owner, unique } = table;
  const source = key.map((column) => `row."${column}"`).join(` || ':' || `);
  const cells = columns.map((column) => `row."${column.name}"`);
  const voice = voiceColumns[name] ?? [];
  return {
    name,
    key,
    keys: 'carried',
    columns: Object.fromEntries(
      columns.map(({ name: column, kind, refersTo }) => [
        column,
        { kind, ...(refersTo && { refersTo }), ...(voice.includes(column) && { voice: true as const }) },
      ]),
    ),
    ...(owner && { owner, unique }),
    ...(naturalColumns[name] && { natural: naturalColumns[name] }),
    ...(voiceTables.includes(name) && { voice: true as const }),
    select: from
      .map(
        (rows) =>
          `SELECT unit.unit AS unit, CAST(${source} AS TEXT) AS source, ${cells.join(', ')} FROM ${rows}`,
      )
      .join(' UNION ALL '),
  };
}
