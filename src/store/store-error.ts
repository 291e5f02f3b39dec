import Database from 'better-sqlite3';
import { ScribeError } from '../errors.js';

const mend = 'Restore the file from a backup, or move it away and ingest the recordings again.';

/** What SQLite's primary result codes mean to a user, and what to do about them. */
const meanings: readonly (readonly [prefix: string, meaning: string, hint: string])[] = [
  [
    'SQLITE_NOTADB',
    'it is not a SQLite database',
    'Move the file away and start with a fresh store, or point SCRIBE_HOME at another folder.',
  ],
  ['SQLITE_CORRUPT', 'the database is damaged', mend],
  ['SQLITE_BUSY', 'another program holds it', 'Wait for the other scribe to finish, then run this again.'],
  ['SQLITE_LOCKED', 'another program holds it', 'Wait for the other scribe to finish, then run this again.'],
  [
    'SQLITE_CANTOPEN',
    'the file cannot be opened',
    'Check the rights of the folder, or point SCRIBE_HOME at one that you may write.',
  ],
  [
    'SQLITE_READONLY',
    'the file may not be written',
    'Check the rights of the file and its folder, or point SCRIBE_HOME at one that you may write.',
  ],
  [
    'SQLITE_PERM',
    'the file may not be written',
    'Check the rights of the file and its folder, or point SCRIBE_HOME at one that you may write.',
  ],
  ['SQLITE_FULL', 'the disk is full', 'Free some space, then run this again: nothing was changed.'],
  ['SQLITE_IOERR', 'the disk reports an error', 'Check the disk, then run `scribe doctor`.'],
];

/** Null: it is no failure of the store. */
function meaningOf(cause: Error): readonly [meaning: string, hint: string] | null {
  // What a column of JSON, or a blob of numbers, cannot be decoded with.
  if (cause instanceof SyntaxError || cause instanceof RangeError)
    return ['a value in it is not what scribe writes there', mend];
  if (!(cause instanceof Database.SqliteError)) return null;
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
