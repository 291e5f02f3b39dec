import type { TableDescription } from '../postgres/describe-tables.js';
import { isDocument } from './cells.js';
import type { Target, TargetColumn, TargetTable } from './target.js';

/** What is done with one table in one export. */
export interface TablePlan {
  readonly table: TargetTable;
  /** The table as SQL. */
  readonly name: string;
  /** Temporary tables: rows to send; rows that were sent before; which key a row has there. */
  readonly stage: string;
  readonly known: string;
  readonly keys: string;
  /** Columns that are written. */
  readonly sent: readonly string[];
  /** Those of them that are kept as they are in the store. */
  readonly compared: readonly string[];
  /** Columns of voices that are not sent now but were once: erased where the store has none any longer. */
  readonly erased: readonly string[];
  /** The key there can be another than ours. */
  readonly mapped: boolean;
  /** Nothing is written; rows that were sent before and are gone here are removed. */
  readonly removalsOnly: boolean;
  /** Columns that refer to a table with mapped keys: the temporary table with its keys. */
  readonly references: ReadonlyMap<string, string>;
  /** Natural columns that refer to rows of this export's own with given keys: such a number counts only while it is ours. */
  readonly ownParents: readonly string[];
  /**
   * Columns of unique constraints, where nothing refers to the rows: two rows cannot swap such values, so a row that gets
   * others is removed and made anew.
   */
  readonly unique: readonly string[];
  /** Types of the columns there; null where nobody has asked the server. */
  readonly types: ReadonlyMap<string, string> | null;
  /** Columns of vectors: they are sent as lists of numbers, which become whatever kind of vector is there. */
  readonly vectors: ReadonlySet<string>;
  /** Columns that the server cannot hash but as texts. */
  readonly unhashed: ReadonlySet<string>;
  /** Rows are found there by their key. */
  readonly indexed: boolean;
  /** Natural columns that are never NULL there; null: that is not known. */
  readonly required: readonly string[] | null;
}

export interface PlanOptions {
  /** Data of voices is sent. */
  readonly voiceprints: boolean;
  /** Data of voices may be there from an earlier export. */
  readonly voicesSent: boolean;
  /** What the tables there look like; null where nobody has asked the server. */
  readonly there: ReadonlyMap<string, TableDescription> | null;
}

/** The tables of a target, parents first, and what is done with each. Pure. */
export function planTables(target: Target, options: PlanOptions): readonly TablePlan[] {
  const isMapped = ({ keys, natural }: TargetTable) => keys === 'given' || natural !== undefined;
  const mapped = new Set(target.tables.filter(isMapped).map(({ name }) => name));
  const numbered = new Set(
    target.tables.filter(({ keys, shared }) => keys === 'given' && !shared).map(({ name }) => name),
  );
  const referredTo = new Set(
    [...(options.there?.values() ?? [])].flatMap(({ schema, foreignKeys }) =>
      foreignKeys.map(({ table }) =>
        (table.includes('.') ? table : `${schema}.${table}`).replaceAll('"', ''),
      ),
    ),
  );
  return target.tables
    .filter((table) => !table.voice || options.voiceprints || options.voicesSent)
    .map((table) => {
      const { name, columns, natural } = table;
      const isSent = (column: TargetColumn) => !column.voice || options.voiceprints;
      const entries = Object.entries(columns);
      const sent = entries.filter(([, column]) => isSent(column)).map(([column]) => column);
      const temporary = `scribe_${name.replaceAll('.', '_')}`;
      const there = options.there?.get(name);
      return {
        table,
        name: quoteName(name),
        stage: quote(temporary),
        known: quote(`${temporary}_known`),
        keys: quote(`${temporary}_keys`),
        sent,
        compared: table.shared
          ? []
          : sent.filter((column) => !table.key.includes(column) && !columns[column].initial),
        erased: options.voicesSent
          ? entries.filter(([, column]) => !isSent(column)).map(([column]) => column)
          : [],
        mapped: mapped.has(name),
        removalsOnly: table.voice === true && !options.voiceprints,
        references: new Map(
          entries
            .filter(([, { refersTo }]) => refersTo !== undefined && mapped.has(refersTo))
            .map(([column, { refersTo }]) => [
              column,
              quote(`scribe_${refersTo!.replaceAll('.', '_')}_keys`),
            ]),
        ),
        ownParents: (natural ?? []).filter((column) => numbered.has(columns[column].refersTo ?? '')),
        unique:
          there &&
          !table.whenRemoved &&
          !referredTo.has(`${there.schema}.${there.name}`) &&
          !entries.some(([, { initial }]) => initial)
            ? [...new Set(there.unique.flat())].filter(
                (column) => sent.includes(column) && !table.key.includes(column),
              )
            : there
              ? []
              : (table.unique ?? []),
        types: there
          ? new Map(Object.entries(there.columns).map(([column, { type }]) => [column, type]))
          : null,
        vectors: new Set(
          sent.filter(
            (column) =>
              columns[column].kind === 'vector' && !(there && isDocument(there.columns[column].type)),
          ),
        ),
        unhashed: new Set(sent.filter((column) => /^json$/.test(there?.columns[column].type ?? ''))),
        indexed: there !== undefined && there.primaryKey.join() === table.key.join(),
        required: there ? (natural ?? []).filter((column) => !there.columns[column].nullable) : null,
      };
    });
}

/** An identifier of SQL. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The name of a table, perhaps with its schema. */
export const quoteName = (name: string): string => name.split('.').map(quote).join('.');
