import { copyLine } from '../postgres/copy-text.js';
import type { Store } from '../store/store.js';
import { type Compromises, type Encode, encoderFor } from './cells.js';
import type { TablePlan } from './table-plan.js';

/** Characters that are handed over at once. */
const pieceLength = 65_536;

export interface Staging {
  readonly snapshot: Store;
  /** The number of each unit. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The type of a column there, as `format_type` gives it. */
  readonly typeOf: (table: string, column: string) => string;
  readonly compromises: Compromises;
  /** Is told every source of a table with mapped keys that a row refers to. */
  readonly refer: (table: string, source: string) => void;
  /** Is told how many more rows were read. */
  readonly advance: (rows: number) => void;
}

/** The rows of a table for `copyStaged`, in pieces. */
export function* stagedRows(plan: TablePlan, staging: Staging): Generator<string> {
  const { table, sent, erased, references, mapped, removalsOnly } = plan;
  const { snapshot, numbers, compromises, refer, advance } = staging;
  const encoders: readonly (readonly [column: string, encode: Encode])[] = sent.map((column) => [
    column,
    references.has(column)
      ? (value) => (value === null ? null : String(value))
      : encoderFor(table.columns[column], staging.typeOf(table.name, column), compromises),
  ]);
  const ownKey = table.keys === 'carried' && table.key.length === 1 && !mapped ? table.key[0] : null;
  const columns = removalsOnly ? 'unit, source' : '*';
  const rows = snapshot
    .sql<Readonly<Record<string, unknown>>>(`SELECT ${columns} FROM (${table.select})`)
    .iterate();
  let piece = '';
  let count = 0;
  for (const row of rows) {
    if (typeof row.source !== 'string' || numbers.get(row.unit as string) === undefined)
      throw new TypeError(`a row of ${table.name} has no unit or no source`);
    if (ownKey !== null && !removalsOnly && String(row[ownKey]) !== row.source)
      throw new TypeError(`the source of a row of ${table.name} is not its key`);
    for (const column of references.keys())
      if (row[column] != null) refer(table.columns[column].refersTo!, String(row[column]));
    piece += copyLine([
      String(numbers.get(row.unit as string)),
      row.source,
      ...(removalsOnly ? sent.map(() => null) : encoders.map(([column, encode]) => encode(row[column]))),
      ...erased.map((column) => (row[column] == null ? 'f' : 't')),
    ]);
    count++;
    if (piece.length < pieceLength) continue;
    advance(count);
    count = 0;
    yield piece;
    piece = '';
  }
  advance(count);
  if (piece) yield piece;
}
