import { open } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { openSealed, removeDatabase, type StoreKey } from './engine.js';

/** What stands beside a copy while it is written. */
export const scratchOf = (path: string): string => `${path}-scratch`;

/** A database file and what opens it; null: it is not encrypted. */
interface Place {
  readonly path: string;
  readonly key: StoreKey | null;
}

/**
 * Takes an attached database for this process alone, until its connection is closed.
 * @throws SqliteError SQLITE_BUSY when anybody else has it open.
 */
export function holdAlone(db: Database.Database): void {
  db.pragma('busy_timeout = 500');
  // Leaving WAL is refused while anybody else has the database open.
  db.pragma('source.journal_mode = DELETE');
  db.pragma('source.locking_mode = EXCLUSIVE');
  db.exec('BEGIN EXCLUSIVE; COMMIT');
}

/**
 * Writes a database, as it is at one moment, into an empty file under another key or none, page by page, and onto the
 * disk. Deleted content does not come along. SQLite's backup API copies between databases of one key only.
 *
 * VACUUM INTO writes with the key of the main database of its connection. So the main one is a scratch file that has the
 * key of the copy, and what is copied is attached to it.
 *
 * @param hold runs with the source attached as `source`, before the copy; what it locks there is held until `done` has
 * run, with the copy complete.
 * @throws SqliteError SQLITE_NOTADB when the key is not that of the source.
 */
export async function copySealed(
  from: Place,
  to: Place,
  {
    hold = () => {},
    done = () => {},
  }: {
    readonly hold?: (db: Database.Database) => void;
    readonly done?: () => void | Promise<void>;
  } = {},
): Promise<void> {
  const scratch = scratchOf(to.path);
  removeDatabase(scratch);
  const db = openSealed(scratch, to.key);
  try {
    // A key is tried, and used, only when something is written.
    db.exec('CREATE TABLE scratch (empty)');
    db.prepare('ATTACH ? AS source KEY ?').run(from.path, from.key?.secret ?? '');
    db.prepare('SELECT count(*) FROM source.sqlite_schema').get();
    hold(db);
    db.prepare('VACUUM source INTO ?').run(to.path);
    // VACUUM INTO leaves that to the system.
    const copy = await open(to.path, 'r+');
    await copy.sync().finally(() => copy.close());
    await done();
  } finally {
    db.close();
    removeDatabase(scratch);
  }
}
