import type { RecordedAt } from '../domain/recorded-at.js';
import type { Fingerprint, Recording } from '../domain/recording.js';
import { toBlob, toUints } from './columns.js';
import { read, type Store, write } from './store.js';

/** A recording that is known already, with its completed meeting. */
export interface KnownRecording {
  readonly fileId: string;
  /** Audio stream inside the container. */
  readonly stream: number;
  /** 1: somebody asked for the stream; 0: scribe chose it. */
  readonly streamAsked: 0 | 1;
  readonly meetingId: string;
  readonly title: string;
  readonly fileName: string;
  /** UTC ISO-8601. */
  readonly finishedAt: string;
}

/** A known recording that the one at hand can be compared with by its sound. */
export interface AcousticCandidate extends KnownRecording {
  /** Seconds. */
  readonly duration: number;
}

const known = `
  SELECT f.id AS fileId, f.stream, f.stream_asked AS streamAsked, m.id AS meetingId, m.title, f.file_name AS fileName, m.finished_at AS finishedAt`;
const completed = `
  FROM files f JOIN meetings m ON m.file_id = f.id AND m.status = 'completed'`;
const newestFirst = ' ORDER BY m.finished_at DESC, m.id DESC';

/** Completed meetings made from a file with these bytes, newest first. Of one container several streams may have been read. */
export function findBySha256(store: Store, sha256: string): readonly KnownRecording[] {
  const query = `${known} ${completed} WHERE f.sha256 = ? ${newestFirst}`;
  return read(store, 'looking for the recording', () => store.sql<KnownRecording>(query).all(sha256));
}

/** Completed meetings made from exactly these samples, whatever the container, newest first. */
export function findByContentFp(store: Store, contentFp: string): readonly KnownRecording[] {
  const query = `${known} ${completed} WHERE f.content_fp = ? ${newestFirst}`;
  return read(store, 'looking for the recording', () => store.sql<KnownRecording>(query).all(contentFp));
}

/**
 * Completed meetings whose recordings have an acoustic fingerprint of at least `words` sub-fingerprints, those nearest in
 * duration first, then the newest. The fingerprints themselves stay on disk: a long recording has half a megabyte.
 */
export function acousticCandidates(
  store: Store,
  like: { readonly duration: number; readonly words: number },
): readonly AcousticCandidate[] {
  const query = `${known}, m.duration_seconds AS duration ${completed}
    WHERE length(f.acoustic_fp) >= 4 * @words
    ORDER BY abs(m.duration_seconds - @duration), m.finished_at DESC, m.id DESC`;
  return read(store, 'looking for the recording', () => store.sql<AcousticCandidate>(query).all(like));
}

/** The sub-fingerprints of one recording, as in `Fingerprint`. */
export function acousticOf(store: Store, fileId: string): Fingerprint['acoustic'] {
  const query = 'SELECT acoustic_fp AS acoustic FROM files WHERE id = ?';
  const row = read(store, 'looking for the recording', () =>
    store.sql<{ acoustic: Buffer | null }>(query).get(fileId),
  );
  return row?.acoustic ? toUints(row.acoustic) : new Uint32Array(0);
}

/**
 * The row of a recording, by its bytes and stream: the one that is there, else a new one with the given id.
 * To be called inside `write`.
 */
export function rememberFile(
  store: Store,
  file: {
    readonly id: string;
    readonly recording: Recording;
    readonly stream: number;
    readonly streamAsked: boolean;
    readonly now: string;
  },
): string {
  const { sha256 } = file.recording.fingerprint;
  const there = store
    .sql<{ id: string }>('SELECT id FROM files WHERE sha256 = ? AND stream = ?')
    .get(sha256, file.stream);
  if (there) {
    // A stream that scribe has chosen once it would choose again.
    if (!file.streamAsked) store.sql('UPDATE files SET stream_asked = 0 WHERE id = ?').run(there.id);
    return there.id;
  }
  store
    .sql(
      `INSERT INTO files (id, sha256, stream, stream_asked, created_at, ${described.join(', ')})
       VALUES (?, ?, ?, ?, ?, ${described.map(() => '?').join(', ')})`,
    )
    .run(file.id, sha256, file.stream, Number(file.streamAsked), file.now, ...description(file.recording));
  return file.id;
}

/** Writes what is known about a recording into its row: the place and name under which it was last read. */
export function describeFile(store: Store, fileId: string, recording: Recording): void {
  store
    .sql(`UPDATE files SET ${described.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`)
    .run(...description(recording), fileId);
}

/** A person said when the recording of a meeting was made. To be called inside `write`. */
export function setRecordedAt(
  store: Store,
  meetingId: string,
  { at, source, precision, zone }: RecordedAt,
): void {
  store
    .sql(
      `UPDATE files SET recorded_at = ?, recorded_source = ?, recorded_precision = ?, recorded_zone = ?
       WHERE id = (SELECT file_id FROM meetings WHERE id = ?)`,
    )
    .run(at, source, precision, zone, meetingId);
  const meetings = store
    .sql<{ id: string; duration: number }>(
      `SELECT id, duration_seconds AS duration FROM meetings
       WHERE file_id = (SELECT file_id FROM meetings WHERE id = ?) AND duration_seconds IS NOT NULL`,
    )
    .all(meetingId);
  const move = store.sql('UPDATE meetings SET start_time = ?, end_time = ? WHERE id = ?');
  for (const { id, duration } of meetings)
    move.run(at, new Date(Date.parse(at) + duration * 1000).toISOString(), id);
}

const described = [
  'content_fp',
  'acoustic_fp',
  'mime',
  'duration',
  'size',
  'file_name',
  'storage_path',
  'recorded_at',
  'recorded_source',
  'recorded_precision',
  'recorded_zone',
  'warnings',
  'notes',
  'tracks',
];

function description(recording: Recording): unknown[] {
  const { fingerprint, dating } = recording;
  return [
    fingerprint.contentFp,
    toBlob(fingerprint.acoustic),
    recording.mime,
    Math.round(recording.duration),
    recording.size,
    recording.fileName,
    recording.path,
    recording.recordedAt,
    dating?.source ?? null,
    dating?.precision ?? null,
    dating?.zone ?? null,
    JSON.stringify(recording.warnings),
    JSON.stringify(recording.notes),
    JSON.stringify(recording.tracks),
  ];
}

/** Notes where the recording of a meeting is kept, if that is not where it was read from. */
export function setStoragePath(store: Store, meetingId: string, path: string): void {
  write(store, 'noting where the recording is', () => {
    store
      .sql(
        'UPDATE files SET storage_path = @path WHERE id = (SELECT file_id FROM meetings WHERE id = @meetingId) AND storage_path <> @path',
      )
      .run({ path, meetingId });
  });
}
