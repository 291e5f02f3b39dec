/** What an export of artifacts tells, as plain data: shown as lines, or printed with `--json`, one a line. */
export type ArtifactEvent =
  | {
      readonly kind: 'export-started';
      readonly to: string;
      readonly meetings: number;
      readonly dryRun: boolean;
    }
  | {
      readonly kind: 'export-progress';
      readonly meetings: number;
      readonly total: number;
      /** Bytes that were sent. */
      readonly sent: number;
    }
  /** A file that a person has changed, and that stays: the present one is beside it, or nowhere. */
  | { readonly kind: 'export-kept'; readonly path: string; readonly beside: string | null }
  | ({ readonly kind: 'export-finished'; readonly to: string; readonly dryRun: boolean } & ArtifactCounts);

/** Files, by what became of them. */
export interface ArtifactCounts {
  readonly new: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
  /** Changed by a person, and left as they are. */
  readonly kept: number;
  /** Bytes that were sent. */
  readonly sent: number;
}

export type EmitArtifacts = (event: ArtifactEvent) => void;
