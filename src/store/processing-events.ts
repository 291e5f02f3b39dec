import { sanitizeMessage } from '../domain/sanitized-message.js';
import type { StateOf } from '../domain/state-machines.js';
import { read, type Store, write } from './store.js';

export interface ProcessingEvent {
  readonly id: string;
  /** Null: not about one meeting, or not yet. */
  readonly meetingId: string | null;
  readonly stage: string;
  readonly status: StateOf<'processing_events.status'>;
  /** Who did it: the name of a model, or of a program. */
  readonly provider?: string | null;
  readonly durationMs?: number | null;
  readonly errorCode?: string | null;
  /** Kept as `sanitizeMessage` leaves it, and without the names of the recording. */
  readonly errorMessage?: string | null;
  /** UTC ISO-8601. */
  readonly createdAt: string;
}

/** Appends to the log of what the pipeline did. */
export function addProcessingEvent(store: Store, event: ProcessingEvent): void {
  const { durationMs, errorMessage } = event;
  write(store, 'noting the progress of the run', () => {
    const names = errorMessage == null || event.meetingId === null ? [] : namesOfFile(store, event.meetingId);
    store
      .sql(
        `INSERT INTO processing_events
           (id, meeting_id, stage, status, provider, duration_ms, error_code, error_message, created_at)
         VALUES (?, (SELECT id FROM meetings WHERE id = ?), ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        event.id,
        event.meetingId,
        event.stage,
        event.status,
        event.provider ?? null,
        durationMs == null ? null : Math.round(durationMs),
        event.errorCode ?? null,
        errorMessage == null ? null : sanitizeMessage(errorMessage, names),
        event.createdAt,
      );
  });
}

/** What a message may call the recording of a meeting. */
function namesOfFile(store: Store, meetingId: string): readonly string[] {
  const row = store
    .sql<{ path: string; name: string }>(
      `SELECT f.storage_path AS path, f.file_name AS name FROM files f JOIN meetings m ON m.file_id = f.id WHERE m.id = ?`,
    )
    .get(meetingId);
  return row ? [row.path, row.name] : [];
}

/** The events of a meeting, oldest first. */
export function processingEvents(store: Store, meetingId: string): readonly ProcessingEvent[] {
  return read(store, 'reading what the run did', () =>
    store
      .sql<ProcessingEvent>(
        `SELECT id, meeting_id AS meetingId, stage, status, provider, duration_ms AS durationMs,
                error_code AS errorCode, error_message AS errorMessage, created_at AS createdAt
         FROM processing_events WHERE meeting_id = ? ORDER BY created_at, rowid`,
      )
      .all(meetingId),
  );
}

/** What is told of an event without the words in it. */
export interface RecentEvent {
  readonly meetingId: string | null;
  readonly stage: string;
  readonly status: string;
  readonly provider: string | null;
  readonly durationMs: number | null;
  readonly errorCode: string | null;
}

/** The last events of all meetings, newest first. */
export function recentEvents(store: Store, most: number): readonly RecentEvent[] {
  return read(store, 'reading what the last runs did', () =>
    store
      .sql<RecentEvent>(
        `SELECT meeting_id AS meetingId, stage, status, provider, duration_ms AS durationMs, error_code AS errorCode
         FROM processing_events ORDER BY created_at DESC LIMIT ?`,
      )
      .all(most),
  );
}

/** How many events there are, and when the first was; of them, how many are from before a moment (UTC ISO-8601). */
export function countProcessingEvents(
  store: Store,
  before: string | null,
): { readonly all: number; readonly older: number; readonly oldest: string | null } {
  return read(
    store,
    'counting events',
    () =>
      store
        .sql<{ all: number; older: number; oldest: string | null }>(
          `SELECT (SELECT count(*) FROM processing_events) AS "all",
                  (SELECT count(*) FROM processing_events WHERE created_at < ?) AS older,
                  (SELECT min(created_at) FROM processing_events) AS oldest`,
        )
        .get(before)!,
  );
}

/** Retention: deletes the events from before a moment (UTC ISO-8601). @returns how many. */
export function sweepProcessingEvents(store: Store, before: string): number {
  return write(
    store,
    'clearing old events',
    () => store.sql('DELETE FROM processing_events WHERE created_at < ?').run(before).changes,
  );
}
