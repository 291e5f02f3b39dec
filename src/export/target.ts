import type { ColumnKind } from './column-kind.js';

/*
 * A target is a list of tables, parents first. Each table is a SELECT over scribe's store that gives rows in the target's
 * columns. The engine does everything else, and the same for all targets: keys, staging, merge, removal, verification,
 * memory, and the script for psql.
 */

export interface TargetColumn {
  readonly kind: ColumnKind;
  /** A table of the target: the select gives the `source` of a row there, and the engine puts that row's key here. */
  readonly refersTo?: string;
  /** Something of a voice: sent with --with-voiceprints only; without, it is not touched, but erased where it is gone. */
  readonly voice?: true;
  /** How many characters the column of the target takes: a longer text is cut, and the summary says so. */
  readonly longest?: number;
  /** Written when the row is new; from then on it is the target's own and never overwritten, such as a task's status. */
  readonly initial?: true;
}

/** The table of the rows that another row is a part of, and the column that refers to them. */
export interface RowOwner {
  readonly column: string;
  readonly table: string;
}

export interface TargetTable {
  /** With its schema where that is not the one of the connection: `ai_state.turn_metrics_record`. */
  readonly name: string;
  /** Columns of the key; one where keys are given, or where there are natural columns. */
  readonly key: readonly string[];
  /**
   * carried: the select gives the key; a key of one column is the `source`, too, so that references need no look-up.
   * given: the server gives an integer, which the store remembers.
   */
  readonly keys: 'carried' | 'given';
  /** In the order of the select; with the key where it is carried. */
  readonly columns: Readonly<Record<string, TargetColumn>>;
  /**
   * Columns by which a row that is there already is the same as ours: a unique constraint, or what tells one row from
   * another. Its key is then used instead of ours. Tables with given keys must have some.
   */
  readonly natural?: readonly string[];
  /** People and places that several exports share: made where they are missing, never changed and never removed. */
  readonly shared?: true;
  /** All of it is about voices: left out without --with-voiceprints; removals still travel. */
  readonly voice?: true;
  /** What becomes of a row that is no longer in the store: these columns are set. Without it, the row is deleted. */
  readonly whenRemoved?: { readonly set: Readonly<Record<string, string | null>> };
  /** Only the store that has the owner has such rows: a script, which remembers nothing, removes all others. */
  readonly owner?: RowOwner;
  /** Columns of unique constraints, the key apart, where nothing refers to the rows and nobody has asked the server. */
  readonly unique?: readonly string[];
  /**
   * SQL over the store with the columns `unit` (of the row: see the table `revisions`), `source` (text, stable, unique in
   * this table), then every column of `columns` under its own name. Only rows of the units in `temp.export_units (unit)`:
   * join with it, so that a single meeting is found by its index.
   */
  readonly select: string;
}

export interface Target {
  readonly name: 'core' | 'wordloop' | 'mina' | 'scryon' | 'rooms';
  readonly tables: readonly TargetTable[];
}
