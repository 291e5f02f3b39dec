import type { TranscriptStyle } from '../domain/meeting.js';
import { read, type Store, write } from './store.js';

/** A file that was written into a folder of copies, or is about to be. */
interface CopyFile {
  readonly name: string;
  /** For instance `transcript.md`. */
  readonly type: string;
  readonly sha256: string;
}

/** A folder into which a meeting was written with `--out`. */
export interface TranscriptCopy {
  /** Absolute. */
  readonly folder: string;
  readonly style: TranscriptStyle;
  /** Several of one name: a kill came between noting what will be written and writing it. */
  readonly files: readonly CopyFile[];
}

/** The folders that hold copies of a meeting. */
export function listCopies(store: Store, meetingId: string): readonly TranscriptCopy[] {
  return read(store, 'looking for copies', () => {
    const files = store.sql<CopyFile>(
      'SELECT name, type, sha256 FROM transcript_copy_files WHERE folder = ? ORDER BY name, sha256',
    );
    return store
      .sql<Omit<TranscriptCopy, 'files'>>(
        'SELECT folder, style FROM transcript_copies WHERE meeting_id = ? ORDER BY created_at, folder',
      )
      .all(meetingId)
      .map((copy) => ({ ...copy, files: files.all(copy.folder) }));
  });
}

/**
 * Notes what is about to be written into a folder: after a kill before `confirmCopy`, what stands there is known to be
 * ours, whether it is the old or the new.
 */
export function expectCopy(
  store: Store,
  copy: TranscriptCopy & { readonly meetingId: string; readonly now: string },
): void {
  const { folder, meetingId, style, files, now } = copy;
  write(store, 'noting a copy', () => {
    // The folder of another meeting that is gone from the disk: its name is free again.
    store.sql('DELETE FROM transcript_copies WHERE folder = ? AND meeting_id <> ?').run(folder, meetingId);
    store
      .sql(
        `INSERT INTO transcript_copies (folder, meeting_id, style, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (folder) DO UPDATE SET style = excluded.style`,
      )
      .run(folder, meetingId, style, now);
    const expect = store.sql(
      `INSERT INTO transcript_copy_files (folder, name, type, sha256) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    for (const { name, type, sha256 } of files) expect.run(folder, name, type, sha256);
  });
}

/** Notes that files of a folder are what they were expected to be, and nothing else. */
export function confirmCopy(store: Store, copy: Pick<TranscriptCopy, 'folder' | 'files'>): void {
  write(store, 'noting a copy', () => {
    const others = store.sql(
      'DELETE FROM transcript_copy_files WHERE folder = ? AND name = ? AND sha256 <> ?',
    );
    for (const { name, sha256 } of copy.files) others.run(copy.folder, name, sha256);
  });
}

/** Whether scribe once wrote a transcript with these bytes, wherever that was. */
export function wasWritten(store: Store, sha256: string): boolean {
  return read(
    store,
    'looking for copies',
    () => store.sql('SELECT 1 FROM written_transcripts WHERE sha256 = ?').get(sha256) !== undefined,
  );
}

/** Forgets a folder: nothing was written into it. */
export function forgetCopy(store: Store, folder: string): void {
  write(store, 'noting a copy', () => {
    store.sql('DELETE FROM transcript_copies WHERE folder = ?').run(folder);
  });
}

/** Gives the copies of a meeting to the one that takes its place. To be called inside `write`. */
export function inheritCopies(store: Store, fromMeetingId: string, toMeetingId: string): void {
  store
    .sql('UPDATE transcript_copies SET meeting_id = ? WHERE meeting_id = ?')
    .run(toMeetingId, fromMeetingId);
}
