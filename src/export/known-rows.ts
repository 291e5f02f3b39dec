import { copyLine } from '../postgres/copy-text.js';
import { type ExportedRow, mappedKey, rememberedRows, rowsOfUnits } from '../store/export-memory.js';
import type { Store } from '../store/store.js';
import type { TablePlan } from './table-plan.js';

/** The key that a remembered row has there, column by column. */
function keyOf(
  { table, mapped }: TablePlan,
  { source, noted, key }: Omit<ExportedRow, 'hash' | 'unit'>,
): readonly string[] {
  if (mapped) return [key!];
  return table.key.length > 1 ? (JSON.parse(noted!) as string[]) : [source];
}

/** For `copyKnown`: what was sent of the due units, and the keys of rows that are referred to. */
export function* knownRows(
  plan: TablePlan,
  snapshot: Store,
  destination: number,
  referred: ReadonlySet<string>,
): Generator<string> {
  const { table, mapped } = plan;
  for (const row of rowsOfUnits(snapshot, destination, table.name)) {
    if (mapped && row.key === null) continue;
    const natural = table.keys === 'given' ? row.noted : null;
    yield copyLine([String(row.unit), row.source, natural, ...keyOf(plan, row)]);
  }
  for (const source of referred) {
    const key = mappedKey(snapshot, destination, table.name, source);
    if (key !== null) yield copyLine(['0', source, null, key]);
  }
}

/** For `compareRemembered`: everything that should be there. */
export function* rowsToCompare(plan: TablePlan, snapshot: Store, destination: number): Generator<string> {
  for (const row of rememberedRows(snapshot, destination, plan.table.name))
    if (!plan.mapped || row.key !== null) yield copyLine([String(row.unit), row.hash, ...keyOf(plan, row)]);
}
