import type Database from 'better-sqlite3';
import { isSqliteError } from './engine.js';

/*
 * `secure_delete` overwrites what is deleted, but not the copies that stay in the free part of a page when SQLite
 * moves rows between pages: measured on tables of random blobs, 18 of 12,064 deleted ones left a piece in the file.
 * VACUUM writes every page anew, and truncating the write-ahead log drops the pages as they were before.
 *
 * Both can be put off by other programs, or by a crash. `user_version` counts, inside the transaction that deletes,
 * that this is still owed; whoever opens the store next pays.
 */

/** Notes that the file must be scrubbed. To be called in the transaction that deletes. */
export function oweScrub(db: Database.Database): void {
  db.pragma(`user_version = ${owed(db) + 1}`);
}

/**
 * Does what is owed, if anything.
 *
 * @param patience how long to wait for other programs, in milliseconds; without it, as long as any statement does.
 * @returns whether nothing is owed any longer; false when other programs were in the way.
 */
export function scrub(db: Database.Database, patience?: number): boolean {
  const debt = owed(db);
  if (debt === 0) return true;
  const usual = db.pragma('busy_timeout', { simple: true }) as number;
  db.pragma(`busy_timeout = ${patience ?? usual}`);
  try {
    db.exec('VACUUM');
    const [{ busy }] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (busy !== 0) return false;
    // Somebody may have deleted more in the meantime: that debt stays.
    const settle = db.transaction(() => {
      if (owed(db) === debt) db.pragma('user_version = 0');
    });
    settle.immediate();
    return true;
  } catch (cause) {
    if (isSqliteError(cause) && /^SQLITE_(BUSY|LOCKED)/.test(cause.code)) return false;
    throw cause;
  } finally {
    db.pragma(`busy_timeout = ${usual}`);
  }
}

function owed(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
