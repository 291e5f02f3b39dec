import type { ConnectionSettings } from '../postgres/connection-settings.js';
import { openSession, type Session } from '../postgres/session.js';
import { chooseDueUnits, readDueUnits, type UnitSelection } from '../store/due-units.js';
import { beginLeaving, finishLeaving, meetingsAmong, noteLeaving } from '../store/export-log.js';
import {
  countUntouched,
  type Destination,
  findDestination,
  noteDestination,
  noteUnits,
  type Place,
  settleExport,
} from '../store/export-memory.js';
import { openSnapshot } from '../store/snapshot.js';
import type { Store } from '../store/store.js';
import { placeOf } from './database-place.js';
import type { EmitExport, ExportSummary, TableSummary } from './events.js';
import { type Differences, findDifferences, readState } from './find-differences.js';
import { prepareSchema } from './prepare-schema.js';
import { listGone, mergeTables, stageTables, verifyTables } from './send-tables.js';
import { planTables, type TablePlan } from './table-plan.js';
import { takeTurn } from './take-turn.js';
import type { Target } from './target.js';

export interface ExportOptions {
  readonly target: Target;
  readonly connection: ConnectionSettings;
  /** Which meetings; what was removed or forgotten travels in any case. */
  readonly selection: UnitSelection;
  readonly voiceprints: boolean;
  /** Makes the tables where there are none; of core, applies pending migrations as well. */
  readonly createSchema: boolean;
  /** With createSchema: parts into which the largest table of core is divided. */
  readonly partitions?: number;
  /** Does everything but the commit. */
  readonly dryRun: boolean;
  readonly emit: EmitExport;
  readonly signal: AbortSignal;
  /** UTC ISO-8601. */
  readonly now: string;
  /**
   * Only adds what is selected: what was sent before is not looked at again, so that it takes no longer the more is there. The next export
   * without this compares all of it.
   */
  readonly adds?: boolean;
  /** It goes with other work: a server that does not answer, and another export there, are waited for only shortly. */
  readonly hurried?: boolean;
}

/** Milliseconds that another export, or a silent server, is waited for by one in a hurry. */
const shortPatience = 5000;

/**
 * Makes the tables of a target in one database what the store is, in one transaction. Only what changed since the last
 * export is sent, and what is no longer there as it was sent.
 *
 * @throws ScribeError OUTPUT when the server cannot be reached, lacks something or refuses something: nothing is written
 * then. STORE when the store cannot be read or the memory of exports not written.
 */
export async function exportStore(store: Store, options: ExportOptions): Promise<ExportSummary> {
  const { target, connection, emit, signal } = options;
  const patience = options.hurried ? shortPatience : undefined;
  const session = await openSession(connection, { purpose: 'Exporting to', signal, patience });
  try {
    emit({ kind: 'export-started', target: target.name, address: session.address });
    await takeTurn(session, target.name, {
      waiting: () => emit({ kind: 'export-waiting' }),
      signal,
      patience,
    });
    const snapshot = openSnapshot(store);
    try {
      const summary = await exportSnapshot(session, snapshot, store, options);
      emit({ kind: 'export-finished', ...summary });
      return summary;
    } finally {
      snapshot.close();
    }
  } finally {
    await session.close();
  }
}

/** What is set for the transaction alone. scribe.mirror lets core take rows in any state. */
const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ;
  SELECT set_config('lock_timeout', '60s', true) WHERE current_setting('lock_timeout') = '0';
  SET LOCAL scribe.mirror = 'on'`;

async function exportSnapshot(
  session: Session,
  snapshot: Store,
  store: Store,
  options: ExportOptions,
): Promise<ExportSummary> {
  const { target, connection, voiceprints, dryRun, now } = options;
  const place = placeOf(connection, target.name);
  const destination = findDestination(snapshot, place);
  await session.execute(begin);
  const tables = await prepareSchema(session, target, {
    create: options.createSchema,
    partitions: options.partitions,
    user: connection.user,
  });
  const plans = planTables(target, {
    voiceprints,
    voicesSent: destination.voices,
    there: tables,
  });
  const columns = signatureOf(plans);
  const differences = await findDue(session, snapshot, plans, { destination, columns, ...options });
  const due = readDueUnits(snapshot);
  const compromises = { replaced: 0, cut: 0 };
  let summaries: readonly TableSummary[] = plans.map(({ table }) => ({ table: table.name, ...nothing }));
  const untouched = options.adds ? new Map<string, number>() : countUntouched(snapshot, destination.id);
  const stateNow = () => (options.adds ? destination.state : readState(session, plans));
  if (due.length > 0) {
    const id = dryRun ? destination.id : noteDestination(store, place, { voices: voiceprints, now });
    const units = due.map(({ unit }) => unit);
    const numbers = dryRun ? new Map(units.map((unit, i) => [unit, i + 1])) : noteUnits(store, id, units);
    const entry = dryRun ? null : logLeaving(store, snapshot, units, { place, voiceprints, now });
    const progress = countProgress(snapshot, plans, options.emit);
    const staged = await stageTables(session, plans, {
      snapshot,
      destination: destination.id,
      numbers,
      typeOf: (table, column) => tables.get(table)!.columns[column].type,
      compromises,
      ...progress,
    });
    summaries = await mergeTables(session, plans, staged, progress.start);
    await verifyTables(session, plans, staged, dryRun ? null : { store, destination: id });
    if (!dryRun) {
      const gone = await listGone(session, plans);
      const state = await stateNow();
      await session.execute('COMMIT');
      const revisions = new Map(due.map(({ unit, revision }) => [numbers.get(unit)!, revision]));
      settleExport(store, { destination: id, revisions, gone, columns, state, now });
      const rows = summaries.reduce((sum, table) => sum + table.new + table.changed, 0);
      if (entry !== null) {
        noteLeaving(store, entry, { meetingIds: [], items: rows, bytes: null });
        finishLeaving(store, entry, now);
      }
    }
  } else if (!dryRun && destination.id !== 0) {
    const state = await stateNow();
    await session.execute('COMMIT');
    settleExport(store, { destination: destination.id, revisions: new Map(), gone: [], columns, state, now });
  } else if (!dryRun) await session.execute('COMMIT');
  return {
    target: target.name,
    address: session.address,
    dryRun,
    tables: summaries.map((summary) => ({
      ...summary,
      same: summary.same + (untouched.get(summary.table) ?? 0),
    })),
    differed: differences.rows,
    ...compromises,
  };
}

/** Notes what is about to be sent: also what a server that fails has seen of it. */
function logLeaving(
  store: Store,
  snapshot: Store,
  units: readonly string[],
  { place, voiceprints, now }: { readonly place: Place; readonly voiceprints: boolean; readonly now: string },
): number {
  const { host, port, database, target } = place;
  const destination = `${database} on ${host}:${port} (${target})`;
  const entry = beginLeaving(store, { command: 'export postgres', destination, voiceprints, now });
  noteLeaving(store, entry, { meetingIds: meetingsAmong(snapshot, units), items: 0, bytes: null });
  return entry;
}

const nothing = { new: 0, changed: 0, removed: 0, same: 0 };

/** Which columns are written, for comparison with the last time. */
const signatureOf = (plans: readonly TablePlan[]): string =>
  JSON.stringify(
    plans.map(({ table, compared, removalsOnly }) => [table.name, removalsOnly ? [] : compared]),
  );

/** Chooses the due units on the snapshot. */
async function findDue(
  session: Session,
  snapshot: Store,
  plans: readonly TablePlan[],
  last: Pick<ExportOptions, 'selection' | 'adds'> & {
    readonly destination: Destination;
    readonly columns: string;
  },
): Promise<Differences> {
  const { destination, columns, selection, adds } = last;
  const isNew = destination.columns !== columns;
  const differences =
    isNew || adds
      ? { units: new Set<number>(), rows: 0 }
      : await findDifferences(session, snapshot, plans, destination);
  chooseDueUnits(snapshot, destination.id, selection, isNew ? null : differences.units);
  return differences;
}

/** Progress over all tables: every row is read once and merged once. */
function countProgress(snapshot: Store, plans: readonly TablePlan[], emit: EmitExport) {
  const total = plans.reduce(
    (sum, { table }) =>
      sum + snapshot.sql<{ rows: number }>(`SELECT count(*) AS rows FROM (${table.select})`).get()!.rows,
    0,
  );
  let [rows, current] = [0, ''];
  return {
    start: (table: string) => {
      current = table;
      emit({ kind: 'export-progress', table, rows, total });
    },
    advance: (more: number) => {
      rows += more;
      emit({ kind: 'export-progress', table: current, rows, total });
    },
  };
}
