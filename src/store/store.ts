import type Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';
import { isSqliteError, type StoreKey } from './engine.js';

/** The open store. Everything in this folder is a plain function that takes it. */
export interface Store {
  readonly db: Database.Database;
  /** Folder that holds the database, the locks, and whatever else scribe keeps. */
  readonly home: string;
  /** The database file. */
  readonly path: string;
  /** What it is encrypted with; null: it is not. */
  readonly key: StoreKey | null;
  /** A prepared statement; each text is prepared once. `Row` is the shape that the caller selects. */
  sql<Row = unknown>(text: string): Database.Statement<unknown[], Row>;
  /** Folds the write-ahead log into the database file and lets go of both. */
  close(): void;
}

/** Wraps an open database; statements are kept by their text. */
export function storeOver(db: Database.Database, place: Pick<Store, 'home' | 'path' | 'key'>): Store {
  const statements = new Map<string, Database.Statement<unknown[], unknown>>();
  return {
    db,
    ...place,
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
 * when it writes. Inside another `write` it joins that transaction. It must be synchronous.
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
 * As `write`, and then all that was ever committed is on the disk: files are written of it, and a power cut must not leave
 * them without what they were written from. Other commits reach the disk later (`synchronous = NORMAL`), in their order.
 * It joins no other transaction.
 */
export function writeThrough<T>(store: Store, operation: string, change: () => T): T {
  store.db.pragma('synchronous = FULL');
  try {
    return write(store, operation, change);
  } finally {
    store.db.pragma('synchronous = NORMAL');
  }
}

/**
 * Runs a query and decodes its rows. A damaged or locked file, or a value that cannot be decoded, becomes ScribeError
 * STORE.
 */
export function read<T>(store: Store, operation: string, query: () => T): T {
  try {
    return query();
  } catch (cause) {
    throw storeError(operation, store.path, cause);
  }
}

const mend = 'Restore the file from a backup, or move it away and ingest the recordings again.';
const wait = 'Wait for the other scribe to finish, then run this again.';
const mayWrite =
  'Check the rights of the file and its folder, or point SCRIBE_HOME at one that you may write.';

/** What SQLite's primary result codes mean to a user, and what to do about them. */
const meanings: readonly (readonly [prefix: string, meaning: string, hint: string])[] = [
  [
    'SQLITE_NOTADB',
    'it is not a SQLite database',
    'Move the file away and start with a fresh store, or point SCRIBE_HOME at another folder.',
  ],
  ['SQLITE_CORRUPT', 'the database is damaged', mend],
  ['SQLITE_BUSY', 'another program holds it', wait],
  ['SQLITE_LOCKED', 'another program holds it', wait],
  [
    'SQLITE_CANTOPEN',
    'the file cannot be opened',
    'Check the rights of the folder, or point SCRIBE_HOME at one that you may write.',
  ],
  ['SQLITE_READONLY', 'the file may not be written', mayWrite],
  ['SQLITE_PERM', 'the file may not be written', mayWrite],
  ['SQLITE_FULL', 'the disk is full', 'Free some space, then run this again: nothing was changed.'],
  ['SQLITE_IOERR', 'the disk reports an error', 'Check the disk, then run `scribe doctor`.'],
];

/** Null for a failure that is not the store's. */
function meaningOf(cause: Error): readonly [meaning: string, hint: string] | null {
  // Thrown while a column of JSON, or a blob of numbers, is decoded.
  if (cause instanceof SyntaxError || cause instanceof RangeError)
    return ['a value in it is not what scribe writes there', mend];
  if (!isSqliteError(cause)) return null;
  const known = meanings.find(([prefix]) => cause.code.startsWith(prefix));
  if (known) return [known[1], known[2]];
  return /^no such (table|column)|^malformed JSON/.test(cause.message)
    ? ['a part of it is missing or damaged', mend]
    : null;
}

/**
 * Says what a failure of SQLite means. What is not one of those (a broken constraint, a ScribeError from within
 * the transaction) comes back as it is.
 *
 * @param operation what was being done, in lower case: `saving the meeting`.
 */
export function storeError(operation: string, path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ScribeError) return cause;
  const known = meaningOf(cause);
  if (!known) return cause;
  const [meaning, hint] = known;
  const sentence = `${operation[0].toUpperCase()}${operation.slice(1)} failed: ${meaning} (${path}: ${cause.message}).`;
  return new ScribeError('STORE', sentence, { hint, cause });
}
