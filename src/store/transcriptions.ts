import type { StateOf } from '../domain/state-machines.js';
import { type UnrecognizedSpeech, unrecognizedReasons } from '../domain/unrecognized.js';
import { isObject, storedList } from './columns.js';
import { read, type Store, write } from './store.js';

export type TranscriptionStatus = StateOf<'transcriptions.status'>;

export interface TranscriptionChange {
  readonly transcriptionId: string;
  readonly status: TranscriptionStatus;
  readonly message?: string;
  /** Id of the row in the history. */
  readonly historyId: string;
  /** UTC ISO-8601. */
  readonly now: string;
}

export interface StatusEntry {
  readonly status: TranscriptionStatus;
  readonly message: string | null;
  readonly at: string;
}

/** Adds a transcription that has not begun, with the first row of its history. To be called inside `write`. */
export function addTranscription(
  store: Store,
  transcription: {
    readonly id: string;
    readonly meetingId: string;
    readonly historyId: string;
    readonly now: string;
  },
): void {
  const { id, meetingId, historyId, now } = transcription;
  store
    .sql(
      `INSERT INTO transcriptions (id, meeting_id, status, created_at, updated_at) VALUES (?, ?, 'pending', ?, ?)`,
    )
    .run(id, meetingId, now, now);
  addToHistory(store, { transcriptionId: id, status: 'pending', historyId, now });
}

/** Says how far a transcription has come, and keeps that in its history. */
export function setTranscriptionStatus(store: Store, change: TranscriptionChange): void {
  write(store, 'noting the progress of the transcription', () => {
    const { transcriptionId, status, message = null } = change;
    // Another program may have removed the meeting; the run finds out when it saves.
    if (!store.sql('SELECT 1 FROM transcriptions WHERE id = ?').get(transcriptionId)) return;
    // A trigger refuses a status that is not in the history, with its time.
    const at = addToHistory(store, change);
    store
      .sql('UPDATE transcriptions SET status = ?, status_message = ?, updated_at = ? WHERE id = ?')
      .run(status, message, at, transcriptionId);
  });
}

/** The history of a meeting's transcription, oldest first. */
export function transcriptionHistory(store: Store, meetingId: string): readonly StatusEntry[] {
  return read(store, 'reading the history of the transcription', () =>
    store
      .sql<StatusEntry>(
        `SELECT h.status, h.status_message AS message, h.created_at AS at
         FROM transcription_status_history h JOIN transcriptions t ON t.id = h.transcription_id
         WHERE t.meeting_id = ? ORDER BY h.created_at, h.rowid`,
      )
      .all(meetingId),
  );
}

/** A clock that was set back must not turn the history around. @returns the time, no earlier than that of the entry before. */
function addToHistory(store: Store, change: TranscriptionChange): string {
  const { historyId, transcriptionId, status, message = null, now } = change;
  const { at } = store
    .sql<{ at: string }>(
      `INSERT INTO transcription_status_history (id, transcription_id, status, status_message, created_at)
       SELECT ?, ?, ?, ?, max(?, coalesce(max(created_at), ''))
       FROM transcription_status_history WHERE transcription_id = ? RETURNING created_at AS at`,
    )
    .get(historyId, transcriptionId, status, message, now, transcriptionId)!;
  return at;
}

/** Keeps the spans of speech without words. To be called inside `write`. */
export function saveUnrecognized(
  store: Store,
  transcriptionId: string,
  unrecognized: readonly UnrecognizedSpeech[],
): void {
  const list = unrecognized.map(({ start, end, reason }) => ({ start, end, reason }));
  store
    .sql('UPDATE transcriptions SET unrecognized = ? WHERE id = ?')
    .run(JSON.stringify(list), transcriptionId);
}

/** What was saved with the transcription of a completed meeting. To be called inside `read`. */
export function loadUnrecognized(store: Store, meetingId: string): readonly UnrecognizedSpeech[] {
  const row = store
    .sql<{ unrecognized: string }>(
      `SELECT unrecognized FROM transcriptions WHERE meeting_id = ? AND status = 'completed'`,
    )
    .get(meetingId);
  return row ? storedList(row.unrecognized, 'transcriptions.unrecognized', isUnrecognized) : [];
}

function isUnrecognized(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { start, end, reason } = item as UnrecognizedSpeech;
  return typeof start === 'number' && typeof end === 'number' && unrecognizedReasons.includes(reason);
}
