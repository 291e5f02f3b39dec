import type Database from 'better-sqlite3';
import { knowSameJson } from './same-json.js';
import type { Store } from './store.js';

/*
 * Which rows a piece of work changes, and how to take it back, after "Automatic Undo/Redo Using SQLite"
 * (sqlite.org/undoredo.html): while the work runs, temporary triggers report every step on a row, those of foreign keys
 * included, so nobody can forget one. Steps are reverted from the last to the first, which passes through nothing but
 * states that were there before: no constraint can be in the way.
 */

/** A value of a column; a blob as hexadecimal digits. */
type Value = null | number | string | { readonly hex: string };

type Row = Readonly<Record<string, Value>>;

/** One step on one row. */
export interface RowChange {
  readonly table: string;
  /** The primary key after the step, or of the row that it deleted, as a JSON array. */
  readonly key: string;
  /** The meeting that the row is a part of. */
  readonly meetingId: string | null;
  /** The columns that change, as they were; null: the row was added. */
  readonly before: Row | null;
  /** The same columns, as they became; null: the row was deleted. */
  readonly after: Row | null;
}

/** The tables that are watched, and how SQL finds the meeting of a row. */
const watched: Readonly<Record<string, string>> = {
  meetings: '@.id',
  speakers: '@.meeting_id',
  speaker_rejections: '@.meeting_id',
  transcriptions: '@.meeting_id',
  transcript_segments: '(SELECT meeting_id FROM main.transcriptions WHERE id = @.transcription_id)',
  suppressed_segments: '(SELECT meeting_id FROM main.transcriptions WHERE id = @.transcription_id)',
  edits: '@.meeting_id',
  insights: '@.meeting_id',
  tasks: '@.meeting_id',
  markers: '@.meeting_id',
  participants: '@.meeting_id',
  analytics: '@.meeting_id',
  meeting_known_profiles: '@.meeting_id',
  files: 'NULL',
  user_profiles: 'NULL',
  voice_samples: 'NULL',
  voice_centroids: 'NULL',
  notes: 'NULL',
  vocabulary: 'NULL',
  ai_threads: 'NULL',
};

/**
 * Of some tables, only what people made or changed is watched: what was extracted from a transcript is made again after
 * every change of it, also after one that was taken back.
 */
const ofPeople: Readonly<Record<string, string>> = {
  insights: "@.origin = 'person'",
  tasks: "@.origin = 'person'",
  markers: "@.origin IN ('person', 'dismissed')",
};

/** The moment of the last change says nothing that could be taken back. */
const timeOfChange = 'updated_at';

/** What was recognized is kept for as long as anything is edited (`letGoOfOriginals`), whatever is undone. */
const keptByNeed = 'original_turns';

/** Where the triggers of a connection report to; null: nobody listens. */
const journals = new WeakMap<Database.Database, { steps: RowChange[] | null }>();

/** Whether the changes of rows are being watched. */
export const isWatched = ({ db }: Store): boolean => Boolean(journals.get(db)?.steps);

/** Runs `work` and returns every step that it takes on rows of the watched tables. To be called inside `write`. */
export function watchRows<T>(
  store: Store,
  work: () => T,
): { readonly result: T; readonly steps: RowChange[] } {
  const journal = journalOf(store.db);
  const steps: RowChange[] = [];
  addTriggers(store);
  journal.steps = steps;
  try {
    return { result: work(), steps };
  } finally {
    journal.steps = null;
    for (const table of Object.keys(watched)) for (const event of events) dropTrigger(store, table, event);
  }
}

/** Registers, once a connection, the function that the triggers call. */
function journalOf(db: Database.Database): { steps: RowChange[] | null } {
  const known = journals.get(db);
  if (known) return known;
  const journal: { steps: RowChange[] | null } = { steps: null };
  journals.set(db, journal);
  // Arguments: the table, its columns and those of its key as JSON, the meeting, the old row and the new one.
  db.function('scribe_journal', { varargs: true }, (...values: unknown[]) => {
    const [table, columns, keys, meetingId, hasOld, hasNew, ...cells] = values;
    const names = JSON.parse(columns as string) as string[];
    const take = (from: number) =>
      Object.fromEntries(names.map((name, i) => [name, toValue(cells[from + i])]));
    const old = hasOld ? take(0) : null;
    const fresh = hasNew ? take(hasOld ? names.length : 0) : null;
    const row = (fresh ?? old)!;
    const key = JSON.stringify((JSON.parse(keys as string) as string[]).map((name) => row[name]));
    const step = old && fresh ? difference(old, fresh) : { before: old, after: fresh };
    if (step)
      journal.steps?.push({
        table: table as string,
        key,
        meetingId: meetingId as string | null,
        ...step,
      });
    return null;
  });
  return journal;
}

/** The columns that differ; null when there are none but the time of the change. */
function difference(old: Row, fresh: Row): Pick<RowChange, 'before' | 'after'> | null {
  const names = Object.keys(old).filter(
    (name) =>
      JSON.stringify(old[name]) !== JSON.stringify(fresh[name]) &&
      !(name === keptByNeed && old[name] === null),
  );
  if (names.every((name) => name === timeOfChange)) return null;
  const only = (row: Row) => Object.fromEntries(names.map((name) => [name, row[name]]));
  return { before: only(old), after: only(fresh) };
}

const events = ['INSERT', 'UPDATE', 'DELETE'] as const;
type Event = (typeof events)[number];

function addTriggers(store: Store): void {
  for (const [table, meeting] of Object.entries(watched)) {
    const { columns, keys } = columnsOf(store, table);
    const cells = (row: string) => columns.map((name) => `${row}."${name}"`);
    for (const event of events) {
      const [hasOld, hasNew] = [event !== 'INSERT', event !== 'DELETE'];
      const values = [
        text(table),
        text(JSON.stringify(columns)),
        text(JSON.stringify(keys)),
        meeting.replaceAll('@', hasNew ? 'NEW' : 'OLD'),
        Number(hasOld),
        Number(hasNew),
        ...(hasOld ? cells('OLD') : []),
        ...(hasNew ? cells('NEW') : []),
      ];
      const rows = [hasOld ? 'OLD' : [], hasNew ? 'NEW' : []].flat();
      const whose = rows.map((row) => ofPeople[table]?.replaceAll('@', row) ?? 'true').join(' OR ');
      store.db.exec(
        `CREATE TEMP TRIGGER ${triggerName(table, event)} AFTER ${event} ON main.${table} WHEN ${whose}
         BEGIN SELECT scribe_journal(${values.join(', ')}); END`,
      );
    }
  }
}

function dropTrigger(store: Store, table: string, event: Event): void {
  store.db.exec(`DROP TRIGGER IF EXISTS temp.${triggerName(table, event)}`);
}

const triggerName = (table: string, event: Event): string => `journal_${table}_${event.toLowerCase()}`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function columnsOf(
  store: Store,
  table: string,
): { readonly columns: readonly string[]; readonly keys: readonly string[] } {
  const rows = store
    .sql<{ name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)')
    .all(table);
  const keys = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return { columns: rows.map(({ name }) => name), keys: keys.map(({ name }) => name) };
}

/**
 * Takes one step back. To be called inside `write`, with the steps of an operation from the last to the first.
 *
 * @returns false when the row is not as the step left it: something else has changed it since.
 */
export function revertRow(store: Store, { table, key, before, after }: RowChange): boolean {
  const { columns, keys } = columnsOf(store, table);
  const unknown = [...Object.keys(before ?? {}), ...Object.keys(after ?? {})].find(
    (name) => !columns.includes(name),
  );
  if (!Object.hasOwn(watched, table) || unknown !== undefined)
    throw new SyntaxError(`operation_changes names ${table}.${unknown ?? '*'}, which is not there`);
  const keyValues = JSON.parse(key) as Value[];
  const list = (names: readonly string[], join: string, each: (name: string) => string) =>
    names.map(each).join(join);
  if (!after) {
    const names = Object.keys(before!);
    const values = names.map((name) => toCell(before![name]));
    const into = `INSERT INTO main.${table} (${list(names, ', ', (name) => `"${name}"`)})`;
    return store.sql(`${into} VALUES (${list(names, ', ', () => '?')})`).run(...values).changes === 1;
  }
  const seen = Object.keys(after).filter((name) => name !== timeOfChange && !keys.includes(name));
  knowSameJson(store.db);
  const where = list([...keys, ...seen], ' AND ', (name) =>
    isJson(after[name]) ? `scribe_same_json("${name}", ?)` : `"${name}" IS ?`,
  );
  const found = [...keyValues, ...seen.map((name) => after[name])].map(toCell);
  if (!before) return store.sql(`DELETE FROM main.${table} WHERE ${where}`).run(...found).changes === 1;
  const names = Object.keys(before);
  const set = list(names, ', ', (name) => `"${name}" = ?`);
  const values = names.map((name) => toCell(before[name]));
  return store.sql(`UPDATE main.${table} SET ${set} WHERE ${where}`).run(...values, ...found).changes === 1;
}

/** A row that came from another database says the same JSON in another order of its keys. */
const isJson = (value: Value | undefined): boolean => typeof value === 'string' && /^[[{]/.test(value);

const toValue = (cell: unknown): Value =>
  Buffer.isBuffer(cell) ? { hex: cell.toString('hex') } : (cell as null | number | string);

const toCell = (value: Value): null | number | string | Buffer =>
  typeof value === 'object' && value !== null ? Buffer.from(value.hex, 'hex') : value;
