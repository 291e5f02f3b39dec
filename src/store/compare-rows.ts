import { canonicalJson } from '../domain/canonical-json.js';
import { read, type Store } from './store.js';

/** What has to be known of a table to compare its rows. */
interface ComparedTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly { readonly name: string; readonly kind: string }[];
}

export type Cell = string | number | bigint | Buffer | null;

interface ColumnDifference {
  readonly column: string;
  readonly a: Cell;
  readonly b: Cell;
}

/** A row that is in one of two stores only, or in both and not the same. */
export type RowDifference =
  | { readonly kind: 'only-in-a' | 'only-in-b'; readonly key: readonly Cell[] }
  | {
      readonly kind: 'differs';
      readonly key: readonly Cell[];
      readonly columns: readonly ColumnDifference[];
    };

/**
 * Compares the rows of one table in two stores, in the order of their keys, and holds one row of each. JSON is the same when it
 * says the same, however it is written.
 *
 * @param counts how many rows were seen and the same; grows while the caller iterates.
 * @throws ScribeError STORE when one of them cannot be read.
 */
export function* compareRows(
  stores: { readonly a: Store; readonly b: Store },
  table: ComparedTable,
  counts: { same: number },
): Generator<RowDifference> {
  const [left, right] = [rowsOf(stores.a, table), rowsOf(stores.b, table)];
  try {
    let [a, b] = [next(left), next(right)];
    while (a || b) {
      const order = !a ? 1 : !b ? -1 : compareKeys(keyOf(table, a), keyOf(table, b));
      if (order < 0) yield { kind: 'only-in-a', key: keyOf(table, a!) };
      else if (order > 0) yield { kind: 'only-in-b', key: keyOf(table, b!) };
      else {
        const columns = differences(table, a!, b!);
        if (columns.length > 0) yield { kind: 'differs', key: keyOf(table, a!), columns };
        else counts.same += 1;
      }
      if (order <= 0) a = next(left);
      if (order >= 0) b = next(right);
    }
  } finally {
    left.return?.();
    right.return?.();
  }
}

type Row = Readonly<Record<string, Cell>>;

const reading = 'comparing the stores';

function rowsOf(store: Store, { name, key, columns }: ComparedTable): Iterator<Row> & { store: Store } {
  const quoted = (names: readonly string[]) => names.map((column) => `"${column}"`).join(', ');
  const sql = `SELECT ${quoted(columns.map((column) => column.name))} FROM "${name}" ORDER BY ${quoted(key)}`;
  const rows = read(store, reading, () => store.sql<Row>(sql).iterate());
  return Object.assign(rows, { store });
}

function next(rows: Iterator<Row> & { readonly store: Store }): Row | null {
  const { done, value } = read(rows.store, reading, () => rows.next());
  return done ? null : value;
}

const keyOf = ({ key }: ComparedTable, row: Row): Cell[] => key.map((column) => row[column]);

/** As SQLite orders: numbers as numbers, text by its bytes. */
function compareKeys(a: readonly Cell[], b: readonly Cell[]): number {
  for (const [i, cell] of a.entries()) {
    const other = b[i];
    const order =
      typeof cell === 'number' && typeof other === 'number'
        ? cell - other
        : Buffer.compare(Buffer.from(String(cell)), Buffer.from(String(other)));
    if (order !== 0) return order;
  }
  return 0;
}

function differences(table: ComparedTable, a: Row, b: Row): ColumnDifference[] {
  return table.columns
    .filter(({ name, kind }) => !isSame(a[name], b[name], kind))
    .map(({ name }) => ({ column: name, a: a[name], b: b[name] }));
}

function isSame(a: Cell, b: Cell, kind: string): boolean {
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.equals(b);
  if (a === b) return true;
  return (
    kind === 'json' && typeof a === 'string' && typeof b === 'string' && canonicalJson(a) === canonicalJson(b)
  );
}
