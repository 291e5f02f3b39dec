import { type Store, storeError } from './store.js';

/*
 * Rows that come from elsewhere are put beside the store first, into a temporary database that is attached as `staging`, and
 * merged in one transaction when all of them are there. So nobody waits while they arrive, memory does not grow with them, and
 * a merge is a few statements.
 */

/** What has to be known of a table whose rows are staged. */
export interface StagedTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, StagedColumn>>;
  /** Columns by which a row of ours with another key is the same thing. */
  readonly natural?: readonly string[];
  /** All of it is about voices: when nothing of it came, nothing is known of it there. */
  readonly voice?: true;
  /** SQL for the unit of `row`, given the schema that its parents are in. */
  readonly unit: (schema: string) => string;
}

interface StagedColumn {
  readonly kind: string;
  readonly refersTo?: string;
  readonly voice?: true;
}

type Cell = string | number | Buffer | null;

export interface Staging {
  /** Adds rows with the cells of every column, in their order. */
  add(table: StagedTable, rows: readonly (readonly Cell[])[]): void;
  /** Removes all of it. */
  close(): void;
}

export const quoted = (name: string): string => `"${name}"`;

/**
 * Attaches an empty staging database. It is a temporary file without a name, so a kill leaves nothing behind.
 *
 * @throws ScribeError STORE when the file cannot be made.
 */
export function openStaging(store: Store, tables: readonly StagedTable[]): Staging {
  const { db } = store;
  try {
    // What is temporary is in memory otherwise; this, and what is sorted of it, may be as large as the store.
    db.pragma('temp_store = FILE');
    db.exec("ATTACH '' AS staging");
    db.pragma('staging.journal_mode = OFF');
    for (const { name, columns } of tables)
      db.exec(
        `CREATE TABLE staging.${quoted(name)} (${Object.keys(columns).map(quoted).join(', ')}, staged_unit)`,
      );
  } catch (cause) {
    throw storeError('making room for the rows', store.path, cause);
  }
  return {
    add(table, rows) {
      const names = Object.keys(table.columns);
      const insert = store.sql(
        `INSERT INTO staging.${quoted(table.name)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      try {
        db.transaction(() => {
          for (const row of rows) insert.run(...row);
        })();
      } catch (cause) {
        throw storeError('putting the rows beside the store', store.path, cause);
      }
    },
    close() {
      if (!db.open) return;
      db.exec('DETACH staging');
      db.pragma('temp_store = MEMORY');
    },
  };
}
