import type Database from 'better-sqlite3';
import { storeError } from './store-error.js';

/** The open store. Everything in this folder is a plain function that takes it. */
export interface Store {
  readonly db: Database.Database;
  /** Folder that holds the database, the locks, and whatever else scribe keeps. */
  readonly home: string;
  /** The database file. */
  readonly path: string;
  /** A prepared statement; each text is prepared once. `Row` is the shape that the caller selects. */
  sql<Row = unknown>(text: string): Database.Statement<unknown[], Row>;
  /** Folds the write-ahead log into the database file and lets go of both. */
  close(): void;
}

/** Wraps an open database; statements are kept by their text. */
export function storeOver(db: Database.Database, home: string, path: string): Store {
  const statements = new Map<string, Database.Statement<unknown[], unknown>>();
  return {
    db,
    home,
    path,
    sql<Row>(text: string) {
      let statement = statements.get(text);
      if (!statement) {
        statement = db.prepare<unknown[], unknown>(text);
        statements.set(text, statement);
      }
      return statement as Database.Statement<unknown[], Row>;
    },
    close: () => {
      db.close();
    },
  };
}

/**
 * Runs `change` in one transaction that takes the write lock at its start, so that what it reads is still true
 * when it writes. Inside another `write` it becomes a part of that transaction. It must be synchronous.
 *
 * @param operation what is being done, for the error: `saving the meeting`.
 * @throws ScribeError STORE when the database is locked, full, read-only or damaged; nothing is changed then.
 */
export function write<T>(store: Store, operation: string, change: () => T): T {
  try {
    return store.db.transaction(change).immediate();
  } catch (cause) {
    throw storeError(operation, store.path, cause);
  }
}

/**
 * Runs a query and decodes its rows. What SQLite says about a damaged or locked file, and what a value is that nobody
 * can decode, becomes ScribeError STORE.
 */
export function read<T>(store: Store, operation: string, query: () => T): T {
  try {
    return query();
  } catch (cause) {
    throw storeError(operation, store.path, cause);
  }
}
