import { read, type Store, write } from './store.js';

/** What a file looks like from outside: as long as this is the same, its content is taken to be. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** UTC ISO-8601, to the millisecond. */
  readonly modifiedAt: string;
  /** Null: the file system has none that lasts, as many network drives. */
  readonly inode: string | null;
}

/** What became of a file in a watched folder. */
export interface WatchedFile extends FileState {
  /** Absolute. */
  readonly path: string;
  /** The watched folder, absolute. */
  readonly folder: string;
  /** Hex; null: nobody read it. */
  readonly sha256: string | null;
  /** `skipped`: it was there before anybody watched, and was to be left alone. */
  readonly outcome: 'completed' | 'known' | 'failed' | 'skipped';
  /** Null: there is none, or it was deleted. */
  readonly meetingId: string | null;
  /** How often it failed since it last changed. */
  readonly attempts: number;
  /** When a file that failed is tried again, UTC ISO-8601; null: not before it changes. */
  readonly nextAttemptAt: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** UTC ISO-8601. */
  readonly notedAt: string;
}

const columns = `path, folder, size, modified_at AS modifiedAt, inode, sha256, outcome, meeting_id AS meetingId, attempts,
  next_attempt_at AS nextAttemptAt, error_code AS errorCode, error_message AS errorMessage, noted_at AS notedAt`;

/** What is known of a file by its path; null: nothing. */
export function findWatched(store: Store, path: string): WatchedFile | null {
  return read(
    store,
    'looking for a watched file',
    () => store.sql<WatchedFile>(`SELECT ${columns} FROM watched_files WHERE path = ?`).get(path) ?? null,
  );
}

/** Files of this size whose content is known: one of them may be the same, under another name. */
export function watchedOfSize(store: Store, size: number): readonly WatchedFile[] {
  return read(store, 'looking for a watched file', () =>
    store
      .sql<WatchedFile>(`SELECT ${columns} FROM watched_files WHERE size = ? AND sha256 IS NOT NULL`)
      .all(size),
  );
}

/** Notes what became of a file, in place of what was known of its path. A meeting that is gone is not named. */
export function noteWatched(store: Store, file: WatchedFile): void {
  write(store, 'noting what became of a watched file', () => {
    store
      .sql(
        `INSERT OR REPLACE INTO watched_files (path, folder, size, modified_at, inode, sha256, outcome, meeting_id, attempts,
           next_attempt_at, error_code, error_message, noted_at)
         VALUES (@path, @folder, @size, @modifiedAt, @inode, @sha256, @outcome,
           (SELECT id FROM meetings WHERE id = @meetingId), @attempts, @nextAttemptAt, @errorCode, @errorMessage, @notedAt)`,
      )
      .run(file);
  });
}

/** Notes that a file has another name now, or looks otherwise, and is the same all the same. */
export function moveWatched(store: Store, from: string, file: WatchedFile): void {
  write(store, 'noting that a watched file was moved', () => {
    store.sql('DELETE FROM watched_files WHERE path = ?').run(from);
    noteWatched(store, file);
  });
}

/** Lets files that failed be tried again at once. @returns how many. */
export function retryWatched(store: Store, folder: string, now: string): number {
  return write(
    store,
    'letting watched files be tried again',
    () =>
      store
        .sql(
          `UPDATE watched_files SET attempts = 0, next_attempt_at = @now WHERE folder = @folder AND outcome = 'failed'`,
        )
        .run({ folder, now }).changes,
  );
}

/** What became of the files of a folder, latest first. */
export function listWatched(store: Store, folder: string): readonly WatchedFile[] {
  return read(store, 'listing the watched files', () =>
    store
      .sql<WatchedFile>(`SELECT ${columns} FROM watched_files WHERE folder = ? ORDER BY noted_at DESC, path`)
      .all(folder),
  );
}
