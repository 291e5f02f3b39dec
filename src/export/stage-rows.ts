import { copyLine } from '../postgres/copy-text.js';
import type { Store } from '../store/store.js';
import { type Compromises, type Encode, encoderFor } from './cells.js';
import { quote, type TablePlan } from './table-plan.js';

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
  const names = ['unit', 'source', ...(removalsOnly ? [] : [...sent, ...erased])];
  // Arrays instead of objects: a store has millions of rows.
  const rows = snapshot
    .sql<unknown[]>(`SELECT ${names.map(quote).join(', ')} FROM (${table.select})`)
    .raw()
    .iterate();
  const encoders = sent.map((column): Encode => {
    if (removalsOnly) return () => null;
    if (references.has(column)) return (value) => (value === null ? null : String(value));
    return encoderFor(table.columns[column], staging.typeOf(table.name, column), compromises);
  });
  const referring = removalsOnly ? [] : [...references.keys()].filter((column) => sent.includes(column));
  const places = referring.map((column) => [table.columns[column].refersTo!, names.indexOf(column)] as const);
  const ownKey =
    table.keys === 'carried' && table.key.length === 1 && !mapped ? names.indexOf(table.key[0]) : -1;
  let piece = '';
  let count = 0;
  for (const row of rows) {
    const [unit, source] = row as string[];
    const number = numbers.get(unit);
    if (typeof source !== 'string' || number === undefined)
      throw new TypeError(`a row of ${table.name} has no unit or no source`);
    if (ownKey >= 0 && String(row[ownKey]) !== source)
      throw new TypeError(`the source of a row of ${table.name} is not its key`);
    for (const [parent, place] of places) if (row[place] !== null) refer(parent, String(row[place]));
    const cells = [
      String(number),
      source,
      ...encoders.map((encode, i) => encode(row[i + 2])),
      ...erased.map((_, i) => (row[i + 2 + sent.length] === null ? 'f' : 't')),
    ];
    piece += copyLine(cells);
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
