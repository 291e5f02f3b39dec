import type { SuppressedPassage } from '../domain/suppressed.js';
import type { SegmentEvidence } from '../domain/transcript.js';
import { readWords, storedObject, wordsToJson } from './columns.js';
import type { RowMaking } from './save-turns.js';
import { read, type Store, write } from './store.js';

/** A suppressed passage of a transcript, and whether somebody has restored it. */
export interface StoredPassage extends SuppressedPassage {
  /** What people call it: 1, 2, ... in the order of time. It stays the same whatever is restored. */
  readonly number: number;
  /** UTC ISO-8601; null: it is not in the transcript. */
  readonly restoredAt: string | null;
  /** An earlier version restored it, and it can no longer be told from the turns. */
  readonly isOriginal: boolean;
}

/** All suppressed passages of a meeting, restored ones too, in the order of time. */
export function listSuppressed(store: Store, meetingId: string): readonly StoredPassage[] {
  type Row = Omit<StoredPassage, 'words' | 'evidence' | 'number' | 'isOriginal'> & {
    readonly isOriginal: number;
    readonly position: number;
    readonly words: string;
    readonly evidence: string | null;
  };
  return read(store, 'reading the suppressed passages', () =>
    store
      .sql<Row>(
        `SELECT s.position, s.speaker AS clusterId, s.start_time AS start, s.end_time AS end, s.text, s.confidence,
                s.language, s.words, s.reason, s.detail, s.evidence, s.restored_at AS restoredAt,
                s.is_original AS isOriginal
         FROM suppressed_segments s JOIN transcriptions t ON t.id = s.transcription_id AND t.status = 'completed'
         WHERE t.meeting_id = ? ORDER BY s.position`,
      )
      .all(meetingId)
      .map(({ position, words, evidence, isOriginal, ...passage }) => ({
        ...passage,
        isOriginal: isOriginal === 1,
        number: position + 1,
        ...readWords(words, passage.text),
        ...(evidence !== null && {
          evidence: storedObject<SegmentEvidence>(evidence, 'suppressed_segments.evidence'),
        }),
      })),
  );
}

/** The passages that are not restored, as a meeting has them. */
export function activeSuppressed(store: Store, meetingId: string): readonly SuppressedPassage[] {
  return listSuppressed(store, meetingId).flatMap(({ number, restoredAt, isOriginal, ...passage }) =>
    restoredAt === null ? [passage] : [],
  );
}

/** Adds the suppressed passages of a transcription. To be called inside `write`. */
export function saveSuppressed(
  store: Store,
  transcriptionId: string,
  passages: readonly SuppressedPassage[],
  made: RowMaking,
): void {
  const insert = store.sql(
    `INSERT INTO suppressed_segments (id, transcription_id, speaker_id, speaker, position, text, start_time, end_time,
       confidence, language, words, reason, detail, evidence, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [position, passage] of passages.entries())
    insert.run(
      made.newId(),
      transcriptionId,
      made.speakerIds.get(passage.clusterId) ?? null,
      passage.clusterId,
      position,
      passage.text,
      passage.start,
      passage.end,
      passage.confidence,
      passage.language,
      wordsToJson(passage.words),
      passage.reason,
      passage.detail,
      passage.evidence ? JSON.stringify(passage.evidence) : null,
      made.now,
    );
}

/**
 * Notes since when passages are restored, or (null) that they are suppressed again. The caller replaces the turns, in
 * the same `write`.
 */
export function markRestored(
  store: Store,
  restored: {
    readonly meetingId: string;
    readonly numbers: readonly number[];
    /** UTC ISO-8601. */
    readonly restoredAt: string | null;
  },
): void {
  const { meetingId, numbers, restoredAt } = restored;
  write(store, 'noting what is restored', () => {
    const mark = store.sql(
      `UPDATE suppressed_segments SET restored_at = ? WHERE position = ?
         AND transcription_id IN (SELECT id FROM transcriptions WHERE meeting_id = ? AND status = 'completed')`,
    );
    for (const number of numbers) mark.run(restoredAt, number - 1, meetingId);
  });
}
