import { existsSync, realpathSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { isSqliteError } from './engine.js';

/**
 * Changing the journal of a fresh file needs it alone for a moment, and there SQLite answers SQLITE_BUSY at once
 * instead of waiting; so the waiting is done here.
 */
export function switchToWal(db: Database.Database, patience: number): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (cause) {
      const busy = isSqliteError(cause) && cause.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() >= deadline) throw cause;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

/**
 * Removes the journal of a program that was killed when it was about to leave WAL, as `scribe store restore` does. SQLite has
 * taken back what a complete one stands for, and lets an incomplete one lie. In WAL nobody makes one while we have the
 * file open.
 */
export function removeDeadJournal(db: Database.Database, path: string): void {
  const journal = `${realpathSync(path)}-journal`;
  if (!existsSync(journal)) return;
  const mode = db.prepare('PRAGMA journal_mode').pluck().get();
  if (mode === 'wal') rmSync(journal, { force: true });
}
