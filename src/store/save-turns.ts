import type { Turn } from '../domain/speakers.js';
import { overlap, type Span } from '../domain/time.js';
import { oweRendering } from './artifacts.js';
import { isText, storedList, wordsToJson } from './columns.js';
import { type Store, write } from './store.js';

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
  turns: readonly (Turn & { readonly corrected?: boolean })[],
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
  writeTurns(
    store,
    transcriptionId,
    turns.map((turn) => ({ ...turn, id: idOf(turn) })),
    { speakerIds, now },
  );
}

/** A turn with the id of its row. */
interface TurnRow extends Turn {
  readonly id: string;
  /** Undefined: as the row says. */
  readonly corrected?: boolean;
}

/**
 * Makes the rows of a transcription those of the given turns, in their order. A row that is right already is not touched,
 * so that an operation is about what it changes and nothing else. To be called inside `write`.
 */
export function writeTurns(
  store: Store,
  transcriptionId: string,
  turns: readonly TurnRow[],
  { speakerIds, now }: Omit<RowMaking, 'newId'>,
): void {
  const positions = new Map(turns.map(({ id }, position) => [id, position]));
  const old = store
    .sql<Span & { id: string; position: number }>(
      `SELECT id, position, start_time AS start, end_time AS "end" FROM transcript_segments WHERE transcription_id = ?`,
    )
    .all(transcriptionId);
  // Positions are unique: rows that leave theirs make room below zero first.
  const leave = store.sql('UPDATE transcript_segments SET position = -1 - position WHERE id = ?');
  for (const { id, position } of old) if (positions.get(id) !== position) leave.run(id);
  const save = store.sql(
    `INSERT INTO transcript_segments (id, transcription_id, speaker_id, speaker, position, text, start_time, end_time,
       confidence, language, words, kind, translation, created_at)
     VALUES (@id, @transcriptionId, @speakerId, @clusterId, @position, @text, @start, @end, @confidence, @language,
       @words, coalesce(@kind, 'final'), @translation, @now)
     ON CONFLICT (id) DO UPDATE SET position = excluded.position, text = excluded.text,
       speaker_id = excluded.speaker_id, speaker = excluded.speaker,
       feature_vector = iif(start_time = excluded.start_time AND end_time = excluded.end_time, feature_vector, NULL),
       start_time = excluded.start_time, end_time = excluded.end_time, confidence = excluded.confidence,
       language = excluded.language, words = excluded.words, kind = coalesce(@kind, kind),
       translation = coalesce(excluded.translation, translation)
     WHERE (position, text, speaker_id, speaker, start_time, end_time, confidence, language, words, kind)
       IS NOT (excluded.position, excluded.text, excluded.speaker_id, excluded.speaker, excluded.start_time,
         excluded.end_time, excluded.confidence, excluded.language, excluded.words, coalesce(@kind, kind))
       OR translation IS NOT coalesce(excluded.translation, translation)`,
  );
  for (const [position, turn] of turns.entries())
    save.run({
      id: turn.id,
      transcriptionId,
      speakerId: speakerIds.get(turn.clusterId) ?? null,
      clusterId: turn.clusterId,
      position,
      text: turn.text,
      start: turn.start,
      end: turn.end,
      confidence: turn.confidence,
      language: turn.language,
      words: wordsToJson(turn.words),
      translation: turn.translation ?? null,
      kind: turn.corrected === undefined ? null : turn.corrected ? 'corrected' : 'final',
      now,
    });
  store
    .sql('DELETE FROM transcript_segments WHERE transcription_id = ? AND position < 0')
    .run(transcriptionId);
  for (const gone of old) if (!positions.has(gone.id)) pointElsewhere(store, transcriptionId, gone, turns);
}

/** What points at the turns of a meeting: what was taken from them. */
const pointers = ['tasks', 'markers', 'insights'];

/** What was taken from a turn that is gone points at the one that has most of its time now. */
function pointElsewhere(
  store: Store,
  transcriptionId: string,
  gone: Span & { readonly id: string },
  saved: readonly (Span & { readonly id: string })[],
): void {
  for (const table of pointers) {
    const found = store
      .sql<{ id: string; sources: string }>(
        `SELECT id, source_segment_ids AS sources FROM ${table}
         WHERE meeting_id = (SELECT meeting_id FROM transcriptions WHERE id = ?) AND instr(source_segment_ids, ?) > 0`,
      )
      .all(transcriptionId, gone.id);
    if (found.length === 0) continue;
    const [next] = [...saved].sort((a, b) => overlap(gone, b) - overlap(gone, a));
    const update = store.sql(`UPDATE ${table} SET source_segment_ids = ? WHERE id = ?`);
    for (const { id, sources } of found) {
      const ids = storedList<string>(sources, `${table}.source_segment_ids`, isText);
      const moved = ids.map((source) => (source === gone.id ? next?.id : source)).filter(Boolean);
      update.run(JSON.stringify([...new Set(moved)]), id);
    }
  }
}
