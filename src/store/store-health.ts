import { isSqliteError } from './engine.js';
import { read, type Store } from './store.js';
import { countMeetings, countRows, type StoreFile, storeFile } from './store-facts.js';

export interface StoreHealth extends StoreFile {
  /** Whether all of it was read. If not, only that it opens and that its rows can be counted is known. */
  readonly isRead: boolean;
  /** What `quick_check` and `foreign_key_check` complain about; empty: sound, or not read. */
  readonly problems: readonly string[];
  /** Rows by table; empty when the file is damaged and cannot be counted. */
  readonly counts: Readonly<Record<string, number>>;
  readonly meetingsByStatus: Readonly<Record<string, number>>;
}

const storeHealthDefaults = {
  /** Bytes up to which a store is read as a whole: less than a second. */
  mostRead: 64e6,
} as const;

/** What `scribe doctor` reports about the store. Reads a small file once, as a whole; `scribe store check` reads any. */
export function storeHealth(store: Store, mostRead: number = storeHealthDefaults.mostRead): StoreHealth {
  return read(store, 'checking the store', () => {
    const file = storeFile(store);
    const isRead = file.size <= mostRead;
    const damage = isRead ? findDamage(store, 'quick_check') : [];
    return {
      ...file,
      isRead,
      problems: isRead && damage.length === 0 ? findOrphans(store) : damage,
      counts: damage.length > 0 ? {} : countRows(store),
      meetingsByStatus: damage.length > 0 ? {} : countMeetings(store),
    };
  });
}

/**
 * What SQLite finds wrong in the file. The check itself stumbles over some kinds of damage; that is a finding too.
 * @param check `integrity_check` also compares every index with its table.
 */
export function findDamage(store: Store, check: 'quick_check' | 'integrity_check'): readonly string[] {
  try {
    const lines = store.db.pragma(check) as Readonly<Record<string, string>>[];
    return lines.map((row) => row[check]).filter((line) => line !== 'ok');
  } catch (cause) {
    if (isSqliteError(cause) && cause.code.startsWith('SQLITE_CORRUPT')) return [cause.message];
    throw cause;
  }
}

/** Rows whose foreign key leads nowhere. */
export function findOrphans(store: Store): readonly string[] {
  const orphans = store.db.pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[];
  return orphans.map(({ table, rowid, parent }) => `row ${rowid} of ${table} has lost its row of ${parent}`);
}
