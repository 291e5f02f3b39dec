import { read, type Store, write } from './store.js';

export interface ProcessingEvent {
  readonly id: string;
  /** Null: not about one meeting, or not yet. */
  readonly meetingId: string | null;
  readonly stage: string;
  readonly status: 'STARTED' | 'COMPLETED' | 'FAILED' | 'SKIPPED';
  /** Who did it: the name of a model, or of a program. */
  readonly provider?: string | null;
  readonly durationMs?: number | null;
  readonly errorCode?: string | null;
  /** Kept without paths. */
  readonly errorMessage?: string | null;
  /** UTC ISO-8601. */
  readonly createdAt: string;
}

const longestMessage = 500;

/** Appends to the log of what the pipeline did. */
export function addProcessingEvent(store: Store, event: ProcessingEvent): void {
  const { durationMs, errorMessage } = event;
  write(store, 'noting the progress of the run', () => {
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
        errorMessage == null ? null : sanitizeMessage(errorMessage),
        event.createdAt,
      );
  });
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

/** Retention: deletes the events from before a moment (UTC ISO-8601). @returns how many. */
export function sweepProcessingEvents(store: Store, before: string): number {
  return write(
    store,
    'clearing old events',
    () => store.sql('DELETE FROM processing_events WHERE created_at < ?').run(before).changes,
  );
}

/**
 * Puts `<path>` in place of absolute paths (POSIX, Windows, UNC, URLs) and cuts what is long: a log that may be
 * exported must not say where and how a person keeps files. Names with spaces are taken up to their extension;
 * in doubt too much goes rather than too little.
 */
export function sanitizeMessage(message: string): string {
  const path =
    /(?:[a-z][a-z+.-]+:(?=\/\/)|\b[a-z]:(?=[\\/])|~(?=[\\/])|(?<![\w.<]))[\\/](?:[^\\/\n'"`:]*[\\/])*(?:[^\\/\n'"`:]*\.\w{1,5}\b|[^\s\\/'"`:]*)/gi;
  const clean = message.replace(path, '<path>');
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage - 1)}…` : clean;
}
