import type { Session } from '../postgres/session.js';
import type { Destination } from '../store/export-memory.js';
import type { Store } from '../store/store.js';
import { rowsToCompare } from './known-rows.js';
import { compareRemembered, stateOf } from './merge-statements.js';
import type { TablePlan } from './table-plan.js';

/** By table, what changes when anybody changes a row of it. */
export async function readState(
  session: Session,
  plans: readonly TablePlan[],
): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const plan of plans) {
    const [row] = await session.query<{ state: string }>(stateOf(plan));
    state[plan.table.name] = row.state;
  }
  return state;
}

export interface Differences {
  /** Numbers of units of which something is not there as it was sent. */
  readonly units: ReadonlySet<number>;
  readonly rows: number;
}

/**
 * What is not there as it was sent. Tables that nobody has written to since are known to be so; of the others every row
 * is compared, on the server.
 */
export async function findDifferences(
  session: Session,
  snapshot: Store,
  plans: readonly TablePlan[],
  destination: Destination,
): Promise<Differences> {
  const units = new Set<number>();
  let rows = 0;
  if (destination.id === 0) return { units, rows };
  const state = await readState(session, plans);
  for (const plan of plans.filter(({ removalsOnly }) => !removalsOnly)) {
    const { name } = plan.table;
    if (state[name] === destination.state[name]) continue;
    const { create, copy, differing } = compareRemembered(plan);
    await session.execute(create);
    await session.copyIn(copy, rowsToCompare(plan, snapshot, destination.id));
    for (const found of await session.query<{ unit: number; rows: number }>(differing)) {
      units.add(found.unit);
      rows += found.rows;
    }
  }
  return { units, rows };
}
