/** What an export did, or in a dry run would do, to the rows of one table there. */
export interface TableSummary {
  readonly table: string;
  readonly new: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
}

export interface ExportSummary {
  readonly target: string;
  /** For people: `anna@db.example:5432/meetings`. */
  readonly address: string;
  readonly dryRun: boolean;
  readonly tables: readonly TableSummary[];
  /** Rows that were not there as they had been sent: edited, removed, or lost with a restored database. */
  readonly differed: number;
  /** Texts with characters that Postgres cannot keep: they became U+FFFD. */
  readonly replaced: number;
  /** Texts that were longer than their column. */
  readonly cut: number;
}

export type ExportEvent =
  | { readonly kind: 'export-started'; readonly target: string; readonly address: string }
  /** Another export into the same tables is at work. */
  | { readonly kind: 'export-waiting' }
  | {
      readonly kind: 'export-progress';
      readonly table: string;
      readonly rows: number;
      readonly total: number;
    }
  | ({ readonly kind: 'export-finished' } & ExportSummary);

export type EmitExport = (event: ExportEvent) => void;
