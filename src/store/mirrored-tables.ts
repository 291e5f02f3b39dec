import type { Store } from './store.js';

/** What belongs to one machine: nobody else needs it, and another store has its own. */
const localTables: ReadonlySet<string> = new Set([
  'schema_migrations',
  'cache',
  'putting_back',
  'operation_numbers',
  'render_debts',
  'insight_states',
  'meeting_provenance',
  'transcript_copies',
  'transcript_copy_files',
  'written_transcripts',
  'artifact_roots',
  'exported_artifacts',
  'voice_generation',
  'revisions',
  'export_destinations',
  'exported_units',
  'exported_rows',
  'mapped_keys',
  'search_meetings',
  'search_turns',
  'search_vectors',
  'search_codes',
  'search_waiting',
  'watched_folders',
  'watched_files',
  'export_log',
  'export_log_meetings',
]);

/** The tables of the store by name, without those of SQLite and those that an index of full text keeps for itself. */
export function tablesOfStore(store: Store, schema = 'main'): readonly string[] {
  return store
    .sql<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = ? AND type = 'table' AND name NOT GLOB 'sqlite_*'
       ORDER BY name`,
    )
    .all(schema)
    .map(({ name }) => name);
}

/** The tables whose rows other stores can have as well, by name. A new table is one of them unless it is listed above. */
export function mirroredTables(store: Store): readonly string[] {
  return tablesOfStore(store).filter((name) => !localTables.has(name));
}
