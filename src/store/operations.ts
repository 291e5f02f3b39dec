import { ScribeError } from '../errors.js';
import { oweRendering } from './artifacts.js';
import { forgetMentions } from './forget-profile.js';
import { letGoOfOriginals } from './original-turns.js';
import { putBack } from './put-back.js';
import { isWatched, type RowChange, revertRow, watchRows } from './row-journal.js';
import { oweScrub } from './scrub.js';
import { read, type Store, write } from './store.js';

/*
 * Every change that a person can want back is an operation: who somebody is, what a cluster consists of, which samples
 * count. To make a piece of work one, wrap it, in its own transaction:
 *
 *   const { result, operationId } = recordOperation(
 *     store,
 *     { kind: 'name', doing: 'naming the speaker', summary: 'S2 of "Stand-up" is called Anna', meetingId, now },
 *     () => { ...any functions of the store, any SQL... },
 *   );
 *
 * Nothing has to be said about rows: those of every table that `row-journal.ts` watches are noted as they change, also
 * what foreign keys and triggers do to them. A table that an operation touches and that is missing there is to be added
 * there. The files of every meeting whose rows changed are owed a new rendering (`payDebts` writes them). Within another
 * recordOperation, one joins it, so that a command made of several parts is one operation. Work that changes no row is
 * not noted.
 */

interface NewOperation<T> {
  /** What somebody does, in one word for scripts: `enroll`, `name`, `merge-clusters`. People read the summary. */
  readonly kind: string;
  /** For errors of the store: `naming the speaker`. */
  readonly doing: string;
  /** What was done, in words, for people; without a full stop. */
  readonly summary: string | ((result: T) => string);
  /** Null: it is not about one meeting. */
  readonly meetingId: string | null;
  /** UTC ISO-8601. */
  readonly now: string;
}

/** What somebody did. */
export interface Operation {
  /** What people call it in this store: 1, 2, ... in the order of time. */
  readonly id: number;
  readonly kind: string;
  readonly summary: string;
  readonly meetingId: string | null;
  readonly createdAt: string;
  /** Null: it stands. */
  readonly undoneAt: string | null;
}

/**
 * Runs `apply` in one transaction and notes it as one operation that can be undone; see above.
 *
 * @returns what `apply` returned, and the operation; null: no row changed, or this is a part of another operation.
 */
export function recordOperation<T>(
  store: Store,
  operation: NewOperation<T>,
  apply: () => T,
): { readonly result: T; readonly operationId: number | null } {
  return write(store, operation.doing, () => {
    if (isWatched(store)) return { result: apply(), operationId: null };
    const { result, steps } = watchRows(store, apply);
    if (steps.length === 0) return { result, operationId: null };
    const { kind, summary, meetingId, now } = operation;
    const words = typeof summary === 'string' ? summary : summary(result);
    const { id } = store
      .sql<{ id: string }>(
        'INSERT INTO operations (kind, summary, meeting_id, created_at) VALUES (?, ?, ?, ?) RETURNING id',
      )
      .get(kind, words, meetingId, now)!;
    saveSteps(store, id, steps);
    touchMeetings(store, steps, now);
    const { number } = store
      .sql<{ number: number }>('SELECT number FROM operation_numbers WHERE operation_id = ?')
      .get(id)!;
    return { result, operationId: number };
  });
}

function saveSteps(store: Store, operationId: string, steps: readonly RowChange[]): void {
  const insert = store.sql(
    `INSERT INTO operation_changes (operation_id, position, table_name, row_key, meeting_id, before, after)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const json = (row: RowChange['before']) => (row ? JSON.stringify(row) : null);
  for (const [position, { table, key, meetingId, before, after }] of steps.entries())
    insert.run(operationId, position, table, key, meetingId, json(before), json(after));
}

const meetingsOf = (steps: readonly RowChange[]): ReadonlySet<string> =>
  new Set(steps.flatMap(({ meetingId }) => meetingId ?? []));

/** The meetings whose rows changed are newer than before, and their files are out of date. */
function touchMeetings(store: Store, steps: readonly RowChange[], now: string): void {
  for (const meetingId of meetingsOf(steps)) {
    const touched = store.sql('UPDATE meetings SET updated_at = ? WHERE id = ?').run(now, meetingId);
    if (touched.changes > 0) oweRendering(store, meetingId);
  }
}

/**
 * Takes an operation back: every row is what it was before. What was noted about it is erased, as nothing needs it any
 * longer; that it was done and undone stays in the log. When that takes a profile away, the caller erases the traces of
 * the voice after the transaction (`scrub`).
 *
 * @param undone without `id`: the latest one that stands.
 * @throws ScribeError USAGE when there is none, when it is undone already, and when its rows have changed since, by a
 * later operation (which is named: undo that one first) or by something else.
 */
export function undoOperation(
  store: Store,
  undone: { readonly id?: number; readonly now: string },
): Operation {
  return write(store, 'undoing the operation', () => {
    const operation = chooseOperation(store, undone.id);
    const { id } = operation;
    refuseLater(store, operation);
    const steps = loadSteps(store, id);
    // The steps hold voices, and come from a server only with them.
    if (steps.length === 0) throw refusal(id, `what it changed is not in this store (${operation.summary})`);
    putBack(store, `undo of operation ${id}`, () => {
      for (const step of [...steps].reverse()) revert(store, step, operation);
    });
    store
      .sql(`UPDATE operation_changes SET before = NULL, after = NULL WHERE operation_id = ${idOfNumber}`)
      .run(id);
    store.sql(`UPDATE operations SET undone_at = ? WHERE id = ${idOfNumber}`).run(undone.now, id);
    touchMeetings(store, steps, undone.now);
    for (const meetingId of meetingsOf(steps)) letGoOfOriginals(store, meetingId);
    return { ...operation, undoneAt: undone.now };
  });
}

const idOfNumber = '(SELECT operation_id FROM operation_numbers WHERE number = ?)';

const numbered = 'operations o JOIN operation_numbers n ON n.operation_id = o.id';

const columns =
  'n.number AS id, o.kind, o.summary, o.meeting_id AS meetingId, o.created_at AS createdAt, o.undone_at AS undoneAt';

function chooseOperation(store: Store, id: number | undefined): Operation {
  const query =
    id === undefined
      ? `SELECT ${columns} FROM ${numbered} WHERE o.undone_at IS NULL ORDER BY n.number DESC LIMIT 1`
      : `SELECT ${columns} FROM ${numbered} WHERE n.number = ?`;
  const found = store.sql<Operation>(query).get(...(id === undefined ? [] : [id]));
  if (!found)
    throw refusal(
      id,
      id === undefined ? 'nothing was done that could be undone' : 'there is no such operation',
    );
  if (found.undoneAt !== null) throw refusal(id, `it was undone already, at ${found.undoneAt}`);
  return found;
}

/**
 * A later operation that stands has touched the same rows, names what this one added, or took a name that it freed. What
 * a turn says, who says it and which place it has are apart from each other.
 */
function refuseLater(store: Store, { id, summary }: Operation): void {
  const later = store
    .sql<Operation>(
      `WITH changes AS (
         SELECT c.*, n.number FROM operation_changes c JOIN operation_numbers n ON n.operation_id = c.operation_id)
       SELECT ${columns} FROM ${numbered}
       WHERE n.number > @id AND o.undone_at IS NULL AND n.number IN (
         SELECT theirs.number FROM changes ours JOIN changes theirs
           ON theirs.table_name = ours.table_name AND theirs.row_key = ours.row_key
         WHERE ours.number = @id AND theirs.number > @id AND NOT (
           ours.table_name = 'transcript_segments' AND ours.before IS NOT NULL AND ours.after IS NOT NULL
           AND theirs.before IS NOT NULL AND theirs.after IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM json_each(ours.after) JOIN json_each(theirs.after) other USING (key)))
         UNION
         SELECT theirs.number FROM changes ours JOIN changes theirs
           ON theirs.number > @id AND instr(theirs.after, ours.row_key ->> '$[0]') > 0
         WHERE ours.number = @id AND ours.before IS NULL AND json_array_length(ours.row_key) = 1
         UNION
         SELECT theirs.number FROM changes ours JOIN changes theirs
           ON theirs.number > @id AND theirs.table_name = ours.table_name
           AND ours.before ->> '$.name_key' IN (theirs.before ->> '$.name_key', theirs.after ->> '$.name_key')
         WHERE ours.number = @id AND ours.table_name = 'user_profiles')
       ORDER BY n.number DESC LIMIT 1`,
    )
    .get({ id });
  if (!later) return;
  throw refusal(
    id,
    `a later operation, ${later.id} (${later.summary}), builds on what it changed (${summary})`,
    `Undo the later one first: scribe undo ${later.id}`,
  );
}

function revert(store: Store, step: RowChange, { id, summary }: Operation): void {
  if (step.table === 'user_profiles' && !step.before) {
    // Meetings that were processed since may name the profile; and the voice is to be gone, not just unlinked.
    const [profileId] = JSON.parse(step.key) as [string];
    forgetMentions(store, profileId);
    oweScrub(store.db);
  }
  try {
    if (revertRow(store, step)) return;
  } catch (cause) {
    if (!(cause instanceof Error && /constraint failed/i.test(cause.message))) throw cause;
    throw refusal(id, `what it would give back (${summary}) does not fit what is there now`);
  }
  throw refusal(
    id,
    `what it changed (${summary}) has been changed since by something that is not in the log`,
  );
}

const refusal = (
  id: number | undefined,
  reason: string,
  hint = 'Run `scribe log` to see what was done.',
): ScribeError =>
  new ScribeError(
    'USAGE',
    `Undoing ${id === undefined ? 'the latest operation' : `operation ${id}`} failed: ${reason}.`,
    {
      hint,
    },
  );

function loadSteps(store: Store, operationId: number): readonly RowChange[] {
  type Stored = Omit<RowChange, 'before' | 'after'> & {
    readonly before: string | null;
    readonly after: string | null;
  };
  return store
    .sql<Stored>(
      `SELECT table_name AS "table", row_key AS key, meeting_id AS meetingId, before, after
       FROM operation_changes WHERE operation_id = ${idOfNumber} ORDER BY position`,
    )
    .all(operationId)
    .map(({ before, after, ...step }) => ({ ...step, before: toRow(before), after: toRow(after) }));
}

const toRow = (json: string | null): RowChange['before'] =>
  json === null ? null : (JSON.parse(json) as RowChange['before']);

/** What was done, newest first; with a meeting, only what touched it. */
export function listOperations(
  store: Store,
  filter: { readonly meetingId?: string; readonly limit?: number } = {},
): readonly Operation[] {
  const { meetingId = null, limit = -1 } = filter;
  return read(store, 'reading the log of operations', () =>
    store
      .sql<Operation>(
        `SELECT ${columns} FROM ${numbered}
         WHERE @meetingId IS NULL OR o.meeting_id = @meetingId
           OR EXISTS (SELECT 1 FROM operation_changes c WHERE c.operation_id = o.id AND c.meeting_id = @meetingId)
         ORDER BY n.number DESC LIMIT @limit`,
      )
      .all({ meetingId, limit }),
  );
}
