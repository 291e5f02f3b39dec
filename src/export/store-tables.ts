import { mirroredTables } from '../store/mirrored-tables.js';
import type { Store } from '../store/store.js';
import type { ColumnKind } from './column-kind.js';
import type { RowOwner } from './target.js';

/*
 * The tables of the store that a copy of it in Postgres has, as the schema of the store describes them: an export reads
 * them in one direction, an import writes them in the other.
 */

interface StoreColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The table that it points to. */
  readonly refersTo: string | null;
}

export interface StoreTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly StoreColumn[];
  /** FROM clauses that join the rows, as `row`, with `temp.export_units`, as `unit`. A row is found by one of them. */
  readonly from: readonly string[];
  /** SQL for the unit of `row`, given the schema that its parents are in. */
  readonly unit: (schema: string) => string;
  /** The column that leads to the meeting of a row, or to something else of the meeting. */
  readonly owner?: RowOwner;
  /** Columns of unique constraints, the key apart, where nothing refers to the rows. */
  readonly unique: readonly string[];
}

const units = 'temp.export_units unit';

/** Where the unit of a row stands. */
interface UnitRule {
  /** FROM clauses that lead from units to rows. */
  readonly from: readonly string[];
  /** SQL for the unit of `row`, given the schema of its parents. */
  readonly unit: (schema: string) => string;
  readonly owner?: RowOwner;
}

const own = (table: string, column = 'id'): UnitRule => ({
  from: [`${units} JOIN main.${table} row ON row.${column} = unit.unit`],
  unit: () => `row.${column}`,
  ...(column === 'meeting_id' && { owner: { column, table: 'meetings' } }),
});

const through = (table: string, parent: string, reference: string, column: string): UnitRule => ({
  from: [
    `${units} JOIN main.${parent} parent ON parent.${column} = unit.unit JOIN main.${table} row ON row.${reference} = parent.id`,
  ],
  unit: (schema) =>
    `(SELECT parent.${column} FROM ${schema}.${parent} parent WHERE parent.id = row.${reference})`,
  owner: { column: reference, table: parent },
});

/** The unit of every row. It must be the one whose revision the triggers of the table raise. */
const unitsOf: Readonly<Record<string, UnitRule>> = {
  files: own('files'),
  user_profiles: own('user_profiles'),
  workspaces: own('workspaces'),
  users: own('users'),
  rooms: own('rooms'),
  meetings: own('meetings'),
  speakers: own('speakers', 'meeting_id'),
  artifacts: own('artifacts', 'meeting_id'),
  transcriptions: own('transcriptions', 'meeting_id'),
  transcription_status_history: through(
    'transcription_status_history',
    'transcriptions',
    'transcription_id',
    'meeting_id',
  ),
  transcript_segments: through('transcript_segments', 'transcriptions', 'transcription_id', 'meeting_id'),
  suppressed_segments: through('suppressed_segments', 'transcriptions', 'transcription_id', 'meeting_id'),
  processing_events: {
    ...own('processing_events', 'meeting_id'),
    from: [
      ...own('processing_events', 'meeting_id').from,
      `${units} JOIN main.processing_events row ON row.id = unit.unit AND row.meeting_id IS NULL`,
    ],
    unit: () => 'coalesce(row.meeting_id, row.id)',
  },
  vocabulary: own('vocabulary'),
  edits: own('edits', 'meeting_id'),
  insights: own('insights', 'meeting_id'),
  tasks: own('tasks', 'meeting_id'),
  notes: own('notes', 'subject_id'),
  markers: own('markers', 'meeting_id'),
  participants: own('participants', 'meeting_id'),
  analytics: own('analytics', 'meeting_id'),
  meeting_known_profiles: own('meeting_known_profiles', 'meeting_id'),
  speaker_rejections: own('speaker_rejections', 'meeting_id'),
  voice_samples: own('voice_samples', 'profile_id'),
  voice_centroids: own('voice_centroids', 'profile_id'),
  ai_threads: own('ai_threads', 'context_id'),
  chat_messages: through('chat_messages', 'ai_threads', 'thread_id', 'context_id'),
  turn_metrics: through('turn_metrics', 'ai_threads', 'thread_id', 'context_id'),
  operations: own('operations'),
  operation_changes: own('operation_changes', 'operation_id'),
};

interface SchemaRow {
  readonly name: string;
  readonly sql: string;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
}

/**
 * Every mirrored table, parents before the tables that point to them.
 *
 * @throws TypeError when nothing says to which unit the rows of a table belong: a bug.
 */
export function readStoreTables(store: Store): readonly StoreTable[] {
  const schema = store.sql<SchemaRow>("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all();
  const tables = new Map(
    mirroredTables(store).map((name) => {
      const rule = unitsOf[name];
      if (!rule) throw new TypeError(`the table ${name} has no unit`);
      const { sql } = schema.find((table) => table.name === name)!;
      return [name, { name, ...rule, ...describeTable(store, name, sql) }];
    }),
  );
  const sorted = new Set<StoreTable>();
  const add = (table: StoreTable) => {
    for (const { refersTo } of table.columns)
      if (refersTo !== null && refersTo !== table.name && !sorted.has(tables.get(refersTo)!))
        add(tables.get(refersTo)!);
    sorted.add(table);
  };
  for (const table of tables.values()) add(table);
  return [...sorted];
}

function describeTable(
  store: Store,
  name: string,
  sql: string,
): Pick<StoreTable, 'key' | 'columns' | 'unique'> {
  const rows = store.sql<ColumnRow>('SELECT name, type, pk FROM pragma_table_info(?)').all(name);
  const references = new Map(
    store
      .sql<{ column: string; parent: string }>(
        'SELECT "from" AS "column", "table" AS parent FROM pragma_foreign_key_list(?)',
      )
      .all(name)
      .map(({ column, parent }) => [column, parent]),
  );
  // Kept by triggers: the column is older than the table that it points to.
  if (name === 'files') references.set('owner', 'users');
  const key = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    key: key.map((column) => column.name),
    unique: uniqueColumns(store, name),
    columns: rows.map((column) => {
      const refersTo = references.get(column.name) ?? null;
      return { name: column.name, kind: kindOf(column, refersTo !== null, sql), refersTo };
    }),
  };
}

function uniqueColumns(store: Store, name: string): readonly string[] {
  return store
    .sql<{ column: string }>(
      `SELECT DISTINCT c.name AS "column" FROM pragma_index_list(@name) i, pragma_index_info(i.name) c
       WHERE i."unique" AND i.origin <> 'pk' AND NOT i.partial AND NOT EXISTS (
         SELECT 1 FROM sqlite_schema other, pragma_foreign_key_list(other.name) f
         WHERE other.type = 'table' AND f."table" = @name)`,
    )
    .all({ name })
    .map(({ column }) => column);
}

/** What the checks of a column say about its values. */
const checks: readonly (readonly [kind: ColumnKind, check: (column: string) => string])[] = [
  ['uuid', (column) => `length\\(${column}\\) = 36\\b`],
  ['moment', (column) => `${column} GLOB '\\?{4}-\\?\\?-\\?\\?T`],
  ['date', (column) => `${column} GLOB '\\?{4}-\\?\\?-\\?\\?'`],
  ['json', (column) => `json_valid\\(${column}\\)`],
  ['boolean', (column) => `${column} IN \\(0, 1\\)`],
  ['vector', (column) => `length\\(${column}\\) = 4 \\* `],
];

function kindOf({ name, type }: ColumnRow, isReference: boolean, sql: string): ColumnKind {
  const kind = checks.find(([, check]) => new RegExp(`\\b${check(name)}`).test(sql))?.[0];
  if (kind) return kind;
  if (type === 'TEXT') return isReference ? 'uuid' : 'text';
  if (type === 'INTEGER') return 'integer';
  return type === 'REAL' ? 'number' : 'bytes';
}
