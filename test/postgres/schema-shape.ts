/** A schema as both stores can describe it, in the types of Postgres. */
export type Schema = Readonly<Record<string, Table>>;

export interface Table {
  readonly columns: Readonly<Record<string, Column>>;
  /** Columns in order. */
  readonly primaryKey: readonly string[];
  /** `column -> table (column) ON DELETE action`, sorted. */
  readonly foreignKeys: readonly string[];
  /** `(column, column DESC)` of constraints, `name (column)` of indexes; sorted. */
  readonly uniques: readonly string[];
  /** `name (column, column DESC)`, sorted. */
  readonly indexes: readonly string[];
  /** Expressions of the store's own SQL; a row passes unless one of them is false. */
  readonly checks: readonly string[];
}

export interface Column {
  /** `uuid`, `varchar(50)`, `timestamptz`, ...; a voice vector is `vector`, whatever the server makes of it. */
  readonly type: string;
  readonly notNull: boolean;
  /** As Postgres writes it, without casts; null: none. */
  readonly default: string | null;
}

/**
 * Everything in which two schemas differ, one line each; [] when they are the same. What the checks let pass is compared by
 * `probeChecks`.
 */
export function compareShapes(sqlite: Schema, postgres: Schema): string[] {
  const different: string[] = [];
  const both = (
    where: string,
    a: Readonly<Record<string, unknown>>,
    b: Readonly<Record<string, unknown>>,
  ) => {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (!Object.hasOwn(b, name)) different.push(`${where}${name} is in SQLite only`);
      else if (!Object.hasOwn(a, name)) different.push(`${where}${name} is in Postgres only`);
    return Object.keys(a).filter((name) => Object.hasOwn(b, name));
  };
  const set = (lines: readonly string[]) => Object.fromEntries(lines.map((line) => [line, line]));
  for (const table of both('table ', sqlite, postgres)) {
    const [ours, theirs] = [sqlite[table], postgres[table]];
    for (const name of both(`column ${table}.`, ours.columns, theirs.columns))
      for (const property of ['type', 'notNull', 'default'] as const) {
        const [a, b] = [ours.columns[name][property], theirs.columns[name][property]];
        if (a !== b) different.push(`${property} of ${table}.${name} is ${a} in SQLite and ${b} in Postgres`);
      }
    const order = (columns: Table['columns'], others: Table['columns']) =>
      Object.keys(columns)
        .filter((name) => Object.hasOwn(others, name))
        .join(', ');
    if (order(ours.columns, theirs.columns) !== order(theirs.columns, ours.columns))
      different.push(`the order of the columns of ${table} differs`);
    if (ours.primaryKey.join() !== theirs.primaryKey.join())
      different.push(
        `primary key of ${table} is (${ours.primaryKey}) in SQLite and (${theirs.primaryKey}) in Postgres`,
      );
    both(`foreign key ${table}.`, set(ours.foreignKeys), set(theirs.foreignKeys));
    both(`unique ${table} `, set(ours.uniques), set(theirs.uniques));
    both(`index ${table} `, set(ours.indexes), set(theirs.indexes));
  }
  return different;
}
