import type { Turn } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import type { EditableTurn } from '../edits/transcript-edit.js';
import { readWords } from './columns.js';
import { read, type Store } from './store.js';

/** The turns of a completed meeting, in the order of time. To be called inside `read`. */
export function loadTurns(store: Store, meetingId: string): Turn[] {
  return store
    .sql<
      Omit<Turn, 'words' | 'translation'> & {
        readonly words: string;
        readonly translation: string | null;
        readonly corrected: number;
      }
    >(
      `SELECT g.speaker AS clusterId, g.start_time AS start, g.end_time AS end, g.text, g.confidence, g.language, g.words,
         g.translation, g.kind = 'corrected' AS corrected
       FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
       WHERE t.meeting_id = ? ORDER BY g.position`,
    )
    .all(meetingId)
    .map(({ translation, corrected, ...turn }) => ({
      ...turn,
      ...readWords(turn.words, turn.text),
      ...(translation !== null && {
        translation,
        ...(corrected === 1 && { translationIsOlder: true as const }),
      }),
    }));
}

/** The ids of the turns of a completed meeting, in the order of its turns: what tasks, edits and citations point at. */
export function turnIds(store: Store, meetingId: string): readonly string[] {
  return read(store, 'reading the turns', () =>
    store
      .sql<{ id: string }>(
        `SELECT g.id FROM transcript_segments g
         JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
         WHERE t.meeting_id = ? ORDER BY g.position`,
      )
      .all(meetingId)
      .map(({ id }) => id),
  );
}

/** A turn without what only edits need. */
export const plainTurn = ({ id, corrected, ...turn }: EditableTurn): Turn => turn;

/** The texts of a meeting's turns with their ids, in the order of time. */
export function turnTexts(
  store: Store,
  meetingId: string,
): readonly { readonly turnId: string; readonly start: number; readonly text: string }[] {
  return read(store, 'reading the turns', () =>
    store
      .sql<{ turnId: string; start: number; text: string }>(
        `SELECT g.id AS turnId, g.start_time AS start, g.text FROM transcript_segments g
         JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
         WHERE t.meeting_id = ? ORDER BY g.position`,
      )
      .all(meetingId),
  );
}

/** As `loadTurns`, with the ids of the rows. To be called inside `read`. */
export function loadTurnRows(store: Store, transcriptionId: string): EditableTurn[] {
  type Row = Omit<EditableTurn, 'words' | 'corrected'> & { readonly words: string; readonly kind: string };
  return store
    .sql<Row>(
      `SELECT id, speaker AS clusterId, start_time AS start, end_time AS end, text, confidence, language, words, kind
       FROM transcript_segments WHERE transcription_id = ? ORDER BY position`,
    )
    .all(transcriptionId)
    .map(({ kind, ...turn }) => ({
      ...turn,
      ...readWords(turn.words, turn.text),
      corrected: kind === 'corrected',
    }));
}

/** Whether anybody says anything in this span of a meeting. */
export function hasTurns(store: Store, meetingId: string, within: Span): boolean {
  return read(store, 'looking for turns', () =>
    Boolean(
      store
        .sql(
          `SELECT 1 FROM transcript_segments g
           JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
           WHERE t.meeting_id = ? AND g.start_time < ? AND g.end_time > ? LIMIT 1`,
        )
        .get(meetingId, within.end, within.start),
    ),
  );
}
