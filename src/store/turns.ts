import type { Turn } from '../domain/speakers.js';
import { overlap, type Span } from '../domain/time.js';
import { oweRendering } from './artifacts.js';
import { isText, readWords, storedList, wordsToJson } from './columns.js';
import { read, type Store, write } from './store.js';

/** What the rows of a transcript are made with. */
export interface RowMaking {
  /** The id of each cluster's row. */
  readonly speakerIds: ReadonlyMap<string, string>;
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** Puts other turns in place of those of a completed meeting. */
export function replaceTurns(
  store: Store,
  replaced: {
    readonly meetingId: string;
    readonly turns: readonly Turn[];
    readonly newId: () => string;
    readonly now: string;
  },
): void {
  const { meetingId, turns, newId, now } = replaced;
  write(store, 'replacing the turns', () => {
    const transcription = store
      .sql<{ id: string }>(`SELECT id FROM transcriptions WHERE meeting_id = ? AND status = 'completed'`)
      .get(meetingId);
    if (!transcription) return;
    const speakers = store
      .sql<{ clusterId: string; id: string }>(
        'SELECT cluster_id AS clusterId, id FROM speakers WHERE meeting_id = ?',
      )
      .all(meetingId);
    const speakerIds = new Map(speakers.map(({ clusterId, id }) => [clusterId, id]));
    saveTurns(store, transcription.id, turns, { speakerIds, newId, now });
    store.sql('UPDATE meetings SET updated_at = ? WHERE id = ?').run(now, meetingId);
    oweRendering(store, meetingId);
  });
}

/**
 * Saves the turns of a transcription in place of those that it had. One that the same voice begins or ends at the same
 * moment as before, or another at both, keeps its row, and so the id that tasks point at; tasks of a turn that became
 * a part of another point at that. The vector of a turn's voice goes when the turn has other bounds. To be called
 * inside `write`.
 */
export function saveTurns(
  store: Store,
  transcriptionId: string,
  turns: readonly Turn[],
  { speakerIds, newId, now }: RowMaking,
): void {
  const old = store
    .sql<{ id: string; speaker: string; start: number; end: number }>(
      `SELECT id, speaker, start_time AS start, end_time AS end FROM transcript_segments
       WHERE transcription_id = ? ORDER BY position`,
    )
    .all(transcriptionId);
  const idOf = (turn: Turn): string => {
    const isSame = [
      (row: (typeof old)[0]) =>
        row.speaker === turn.clusterId && (row.start === turn.start || row.end === turn.end),
      (row: (typeof old)[0]) => row.start === turn.start && row.end === turn.end,
    ].find((test) => old.some(test));
    return isSame ? old.splice(old.findIndex(isSame), 1)[0].id : newId();
  };
  // Positions are unique: the old ones make room below zero.
  store
    .sql('UPDATE transcript_segments SET position = -1 - position WHERE transcription_id = ?')
    .run(transcriptionId);
  const save = store.sql(
    `INSERT INTO transcript_segments (id, transcription_id, speaker_id, speaker, position, text, start_time, end_time,
       confidence, language, words, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET position = excluded.position, text = excluded.text,
       speaker_id = excluded.speaker_id, speaker = excluded.speaker,
       feature_vector = iif(start_time = excluded.start_time AND end_time = excluded.end_time, feature_vector, NULL),
       start_time = excluded.start_time, end_time = excluded.end_time, confidence = excluded.confidence,
       language = excluded.language, words = excluded.words`,
  );
  const saved = turns.map((turn) => ({ ...turn, id: idOf(turn) }));
  for (const [position, turn] of saved.entries())
    save.run(
      turn.id,
      transcriptionId,
      speakerIds.get(turn.clusterId) ?? null,
      turn.clusterId,
      position,
      turn.text,
      turn.start,
      turn.end,
      turn.confidence,
      turn.language,
      wordsToJson(turn.words),
      now,
    );
  store
    .sql('DELETE FROM transcript_segments WHERE transcription_id = ? AND position < 0')
    .run(transcriptionId);
  for (const gone of old) pointElsewhere(store, gone, saved);
}

/** Tasks that were taken from a turn that is gone point at the one that has most of its time now. */
function pointElsewhere(
  store: Store,
  gone: Span & { readonly id: string },
  saved: readonly (Span & { readonly id: string })[],
): void {
  const tasks = store
    .sql<{ id: string; sources: string }>(
      'SELECT id, source_segment_ids AS sources FROM tasks WHERE instr(source_segment_ids, ?) > 0',
    )
    .all(gone.id);
  if (tasks.length === 0) return;
  const [next] = [...saved].sort((a, b) => overlap(gone, b) - overlap(gone, a));
  const update = store.sql('UPDATE tasks SET source_segment_ids = ? WHERE id = ?');
  for (const { id, sources } of tasks) {
    const ids = storedList<string>(sources, 'tasks.source_segment_ids', isText);
    const moved = ids.map((source) => (source === gone.id ? next?.id : source)).filter(Boolean);
    update.run(JSON.stringify([...new Set(moved)]), id);
  }
}

/** The turns of a completed meeting, in the order of time. To be called inside `read`. */
export function loadTurns(store: Store, meetingId: string): Turn[] {
  return store
    .sql<Omit<Turn, 'words'> & { readonly words: string }>(
      `SELECT g.speaker AS clusterId, g.start_time AS start, g.end_time AS end, g.text, g.confidence, g.language, g.words
       FROM transcript_segments g JOIN transcriptions t ON t.id = g.transcription_id AND t.status = 'completed'
       WHERE t.meeting_id = ? ORDER BY g.position`,
    )
    .all(meetingId)
    .map((turn) => ({ ...turn, ...readWords(turn.words, turn.text) }));
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

/**
 * The turns of a completed meeting before any passage was restored. They are kept from the first call on.
 *
 * @param turns the present ones, which are the original ones until a passage is restored.
 */
export function originalTurns(store: Store, meetingId: string, turns: readonly Turn[]): readonly Turn[] {
  return write(store, 'keeping the original turns', () => {
    store
      .sql(
        `UPDATE transcriptions SET original_turns = coalesce(original_turns, ?)
         WHERE meeting_id = ? AND status = 'completed'`,
      )
      .run(JSON.stringify(turns), meetingId);
    const kept = store
      .sql<{ turns: string }>(
        `SELECT original_turns AS turns FROM transcriptions WHERE meeting_id = ? AND status = 'completed'`,
      )
      .get(meetingId);
    return kept ? (JSON.parse(kept.turns) as Turn[]) : turns;
  });
}

/** Does to the turns from before any passage was restored what is done to the present ones. To be called inside `write`. */
export function changeOriginalTurns(
  store: Store,
  meetingId: string,
  change: (turns: readonly Turn[]) => readonly Turn[],
): void {
  const kept = store
    .sql<{ id: string; turns: string }>(
      `SELECT id, original_turns AS turns FROM transcriptions
       WHERE meeting_id = ? AND status = 'completed' AND original_turns IS NOT NULL`,
    )
    .get(meetingId);
  if (!kept) return;
  const changed = change(JSON.parse(kept.turns) as Turn[]);
  store
    .sql('UPDATE transcriptions SET original_turns = ? WHERE id = ?')
    .run(JSON.stringify(changed), kept.id);
}
