import { ScribeError } from '../errors.js';
import type { Session } from '../postgres/session.js';
import { type ExportedRow, noteRows } from '../store/export-memory.js';
import type { Store } from '../store/store.js';
import type { TableSummary } from './events.js';
import { knownRows } from './known-rows.js';
import {
  eraseVoices,
  insertMissing,
  makeRoom,
  readBack,
  readGone,
  removeGone,
  updateChanged,
} from './merge-statements.js';
import { type Staging, stagedRows } from './stage-rows.js';
import {
  analyzeStaged,
  checkReferences,
  copyKnown,
  copyStaged,
  createTemporary,
  resolveKeys,
} from './stage-statements.js';
import type { TablePlan } from './table-plan.js';

/** Rows that are noted at once. */
const batchSize = 10_000;

/** Puts the rows of every table beside the tables, with the keys that they have there. @returns rows by table. */
export async function stageTables(
  session: Session,
  plans: readonly TablePlan[],
  options: Omit<Staging, 'refer'> & { readonly destination: number; readonly start: (table: string) => void },
): Promise<ReadonlyMap<string, number>> {
  const referred = new Map<string, Set<string>>(plans.map(({ table }) => [table.name, new Set()]));
  // Where nothing was ever sent, no key is known.
  const refer = (table: string, source: string) => {
    if (options.destination !== 0) referred.get(table)?.add(source);
  };
  const staged = new Map<string, number>();
  for (const plan of plans) {
    options.start(plan.table.name);
    await session.execute(createTemporary(plan));
    staged.set(
      plan.table.name,
      await session.copyIn(copyStaged(plan), stagedRows(plan, { ...options, refer })),
    );
    await session.execute(analyzeStaged(plan));
  }
  for (const plan of plans)
    await session.copyIn(
      copyKnown(plan),
      knownRows(plan, options.snapshot, options.destination, referred.get(plan.table.name)!),
    );
  for (const plan of plans) {
    if (plan.mapped) for (const statement of resolveKeys(plan)) await session.execute(statement);
  }
  for (const plan of plans) for (const statement of checkReferences(plan)) await session.execute(statement);
  return staged;
}

/** Makes the tables what the store is: removals, children first, then changes and new rows, parents first. */
export async function mergeTables(
  session: Session,
  plans: readonly TablePlan[],
  staged: ReadonlyMap<string, number>,
  start: (table: string) => void,
): Promise<readonly TableSummary[]> {
  const removed = new Map<string, number>();
  const run = async (statement: string | null) => (statement === null ? 0 : session.execute(statement));
  for (const plan of [...plans].reverse()) removed.set(plan.table.name, await run(removeGone(plan)));
  const summaries: TableSummary[] = [];
  for (const plan of plans) {
    const table = plan.table.name;
    const counts = { new: 0, changed: 0 };
    if (!plan.removalsOnly) {
      start(table);
      const moved = await run(makeRoom(plan));
      counts.changed = moved + (await run(updateChanged(plan))) + (await run(eraseVoices(plan)));
      counts.new = (await run(insertMissing(plan))) - moved;
    }
    const same = plan.removalsOnly ? 0 : Math.max(0, staged.get(table)! - counts.new - counts.changed);
    summaries.push({ table, ...counts, removed: removed.get(table)!, same });
  }
  return summaries;
}

/**
 * Reads every row back and notes it.
 *
 * @param noting null: nothing is noted.
 * @throws ScribeError OUTPUT when a row is not there as it was sent.
 */
export async function verifyTables(
  session: Session,
  plans: readonly TablePlan[],
  staged: ReadonlyMap<string, number>,
  noting: { readonly store: Store; readonly destination: number } | null,
): Promise<void> {
  for (const plan of plans.filter(({ removalsOnly }) => !removalsOnly)) {
    const { name } = plan.table;
    let batch: ExportedRow[] = [];
    const flush = () => {
      if (noting !== null && batch.length > 0) noteRows(noting.store, noting.destination, name, batch);
      batch = [];
    };
    let [read, wrong] = [0, 0];
    await session.execute(joinByKey(plan));
    for await (const rows of session.copyOut(readBack(plan))) {
      for (const [unit, source, noted, key, hash, right] of rows) {
        read++;
        if (right !== 't') wrong++;
        batch.push({ unit: Number(unit), source: source!, noted, key, hash: hash ?? '0' });
      }
      if (batch.length >= batchSize) flush();
    }
    flush();
    await session.execute(joinAsUsual);
    const expected = staged.get(name)!;
    if (wrong === 0 && read === expected) continue;
    const what =
      wrong > 0
        ? `${wrong} of ${expected} rows of ${name} are not there as they were sent`
        : `${read} of ${expected} rows of ${name} are there`;
    throw new ScribeError(
      'OUTPUT',
      `Exporting to ${session.address} failed, and nothing was written: ${what}.`,
      {
        hint: `Look for a trigger or a rule on ${name} that changes what is written.`,
      },
    );
  }
}

/** To look every row up by its key spares the server a copy of both tables on its disk. */
const joinByKey = ({ indexed, mapped, references }: TablePlan): string =>
  indexed && !mapped && references.size === 0
    ? 'SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off'
    : joinAsUsual;

const joinAsUsual = 'RESET enable_hashjoin; RESET enable_mergejoin';

/** Sources of the rows that were removed, with the numbers of their units. */
export async function listGone(
  session: Session,
  plans: readonly TablePlan[],
): Promise<readonly { readonly table: string; readonly unit: number; readonly source: string }[]> {
  const gone: { table: string; unit: number; source: string }[] = [];
  for (const plan of plans)
    for await (const rows of session.copyOut(readGone(plan)))
      for (const [unit, source] of rows)
        gone.push({ table: plan.table.name, unit: Number(unit), source: source! });
  return gone;
}
