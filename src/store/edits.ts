import { type Turn, unattributed } from '../domain/speakers.js';
import type { WordOf } from '../domain/state-machines.js';
import type { Span } from '../domain/time.js';
import { carryOver } from '../edits/carry-over.js';
import { describeEdits } from '../edits/describe-edits.js';
import { editAll } from '../edits/edit-turns.js';
import type {
  EditableTurn,
  EditRecord,
  EditSource,
  EditState,
  TranscriptEdit,
} from '../edits/transcript-edit.js';
import { ScribeError } from '../errors.js';
import { moveSpeech } from './clusters.js';
import { storedObject } from './columns.js';
import { recordOperation } from './operations.js';
import { originalTurns } from './original-turns.js';
import { putBack } from './put-back.js';
import { saveTurns, writeTurns } from './save-turns.js';
import { read, type Store } from './store.js';
import { loadTurnRows, plainTurn } from './turns.js';

/** Edits of one meeting that are made together. */
export interface NewEdits {
  readonly meetingId: string;
  /** In the order in which they are made: each is about the turns as the ones before it left them. */
  readonly edits: readonly TranscriptEdit[];
  readonly source: EditSource;
  /** Of the words that are written anew, 0 to 1: a person is certain. */
  readonly confidence?: number;
  readonly newId: () => string;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** An edit that was made. */
export interface StoredEdit extends EditRecord {
  readonly id: string;
  readonly source: EditSource;
  /** `unfit`: the transcript says something else there since it was made anew. */
  readonly status: WordOf<'edits.status'>;
  readonly createdAt: string;
}

/**
 * Changes a transcript: what turns say, who says it, where they begin and end. All of it is one operation, which can be
 * undone; what was recognized is kept, and words that are not changed keep their times. Nothing is changed when one of the
 * edits does not fit. The caller writes the files (`payDebts`).
 *
 * @returns the turns as they are now, what was changed (nothing, where it was so already), and the operation; null: no row
 * changed, or this is a part of another operation.
 * @throws ScribeError USAGE when the meeting is not completed, or an edit names a turn, a neighbour, a word or a cluster
 * that is not there.
 */
export function applyEdits(
  store: Store,
  { meetingId, edits, source, confidence = 1, newId, now }: NewEdits,
): {
  readonly turns: readonly EditableTurn[];
  readonly records: readonly EditRecord[];
  readonly operationId: number | null;
} {
  const { result, operationId } = recordOperation(
    store,
    {
      kind: 'edit',
      doing: 'editing the transcript',
      summary: ({ records, title }) => `${describeEdits(records)} in "${title}"`,
      meetingId,
      now,
    },
    () => {
      const { title, transcriptionId } = transcriptOf(store, meetingId);
      const before = loadTurnRows(store, transcriptionId);
      const speakerIds = clusterRows(store, meetingId);
      for (const edit of edits) requireCluster(edit, speakerIds);
      const { turns, records, moved } = editAll(before, edits, { newId, confidence });
      if (records.length === 0) return { turns, records, title };
      originalTurns(store, meetingId, before.map(plainTurn));
      writeTurns(store, transcriptionId, turns, { speakerIds, now });
      for (const speech of moved) moveSpeech(store, meetingId, speech);
      addEdits(store, { meetingId, records, source, newId, now });
      return { turns, records, title };
    },
  );
  return { turns: result.turns, records: result.records, operationId };
}

/** The turns of a completed meeting with the ids of their rows, in the order of time. */
export const editableTurns = (store: Store, meetingId: string): readonly EditableTurn[] =>
  read(store, 'reading the turns', () => loadTurnRows(store, transcriptOf(store, meetingId).transcriptionId));

function transcriptOf(
  store: Store,
  meetingId: string,
): { readonly title: string; readonly transcriptionId: string } {
  const found = store
    .sql<{ title: string; transcriptionId: string }>(
      `SELECT m.title, t.id AS transcriptionId FROM meetings m
       JOIN transcriptions t ON t.meeting_id = m.id AND t.status = 'completed' WHERE m.id = ?`,
    )
    .get(meetingId);
  if (found) return found;
  throw new ScribeError('USAGE', `Editing the meeting ${meetingId} failed: it has no transcript.`, {
    hint: 'Run `scribe meetings list` to see what is there.',
  });
}

/** The ids of the rows of a meeting's clusters. */
export const clusterRows = (store: Store, meetingId: string): ReadonlyMap<string, string> =>
  new Map(
    store
      .sql<{ clusterId: string; id: string }>(
        'SELECT cluster_id AS clusterId, id FROM speakers WHERE meeting_id = ?',
      )
      .all(meetingId)
      .map(({ clusterId, id }) => [clusterId, id]),
  );

function requireCluster(edit: TranscriptEdit, clusters: ReadonlyMap<string, string>): void {
  const clusterId = 'clusterId' in edit ? edit.clusterId : undefined;
  if (clusterId === undefined || clusterId === unattributed || clusters.has(clusterId)) return;
  throw new ScribeError('USAGE', `Editing the transcript failed: there is no speaker ${clusterId}.`, {
    hint: `The speakers of the meeting are ${[...clusters.keys()].join(', ') || 'none'}.`,
  });
}

/** Adds what was changed to the log of a meeting. To be called inside `write`. */
export function addEdits(
  store: Store,
  added: Omit<NewEdits, 'edits' | 'confidence'> & {
    readonly records: readonly EditRecord[];
    readonly status?: StoredEdit['status'];
  },
): void {
  const { meetingId, records, source, status = 'applied', newId, now } = added;
  const insert = store.sql(
    `INSERT INTO edits (id, meeting_id, position, kind, origin, start_time, end_time, before, after, status, created_at)
     VALUES (?, ?, (SELECT coalesce(max(position) + 1, 0) FROM edits WHERE meeting_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { kind, start, end, before, after } of records)
    insert.run(
      newId(),
      meetingId,
      meetingId,
      kind,
      source,
      start,
      end,
      JSON.stringify(before),
      JSON.stringify(after),
      status,
      now,
    );
}

/**
 * Puts turns as they were recognized, and passages that were restored, in place of those of a meeting, with everything that
 * was edited made again. What does not fit them is `unfit` until it does. To be called inside `recordOperation`.
 */
export function rebuildTurns(
  store: Store,
  rebuilt: {
    readonly meetingId: string;
    readonly turns: readonly Turn[];
    readonly newId: () => string;
    readonly now: string;
  },
): void {
  const { meetingId, newId, now } = rebuilt;
  const { transcriptionId } = transcriptOf(store, meetingId);
  const old = listEdits(store, meetingId);
  const base = rebuilt.turns.map((turn, i) => ({ ...turn, id: `recognized ${i}`, corrected: false }));
  const { turns, edits } = carryOver(base, old, { heirOf: (id) => id, newId, confidence: 1 });
  const speakerIds = clusterRows(store, meetingId);
  putBack(store, 'edits made again', () =>
    saveTurns(store, transcriptionId, turns, { speakerIds, newId, now }),
  );
  const judge = store.sql('UPDATE edits SET status = @status WHERE id = @id AND status <> @status');
  for (const [i, { fits }] of edits.entries())
    judge.run({ id: old[i].id, status: fits ? 'applied' : 'unfit' });
}

/** After clusters were merged or divided, the edits of the meeting name those that are there now. */
export function changeEditClusters(
  store: Store,
  meetingId: string,
  clusterOf: (clusterId: string, span: Span) => string,
): void {
  const update = store.sql('UPDATE edits SET before = ?, after = ? WHERE id = ?');
  for (const { id, start, end, before, after } of listEdits(store, meetingId)) {
    const change = (state: EditState): string =>
      JSON.stringify(
        state.clusterId === undefined
          ? state
          : { ...state, clusterId: clusterOf(state.clusterId, { start, end }) },
      );
    if (change(before) !== JSON.stringify(before) || change(after) !== JSON.stringify(after))
      update.run(change(before), change(after), id);
  }
}

/** How many edits a meeting has, and how many of them do not fit. */
export function countEdits(
  store: Store,
  meetingId: string,
): { readonly edits: number; readonly unfitEdits: number } {
  const edits = listEdits(store, meetingId);
  return { edits: edits.length, unfitEdits: edits.filter(({ status }) => status === 'unfit').length };
}

/** What was edited in a meeting and not undone, in the order in which it was done. */
export function listEdits(store: Store, meetingId: string): readonly StoredEdit[] {
  type Row = Omit<StoredEdit, 'before' | 'after'> & { readonly before: string; readonly after: string };
  return read(store, 'reading the edits', () =>
    store
      .sql<Row>(
        `SELECT id, kind, origin AS source, start_time AS start, end_time AS "end", before, after, status,
                created_at AS createdAt
         FROM edits WHERE meeting_id = ? ORDER BY position`,
      )
      .all(meetingId)
      .map(({ before, after, ...edit }) => ({
        ...edit,
        before: storedObject<EditState>(before, 'edits.before'),
        after: storedObject<EditState>(after, 'edits.after'),
      })),
  );
}
