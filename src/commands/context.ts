import type { Folders } from '../config/read-settings.js';
import type { ResolvedSettings } from '../config/resolve-settings.js';
import { displayWidth } from '../domain/display-width.js';
import { toJson, visible } from '../domain/visible-text.js';
import type { ScribeError } from '../errors.js';
import { type Output, writeLines } from '../report/output.js';

/** What `program.ts` hands to every command: the outside world, so that a command reads no globals. */
export interface CommandContext {
  readonly settings: ResolvedSettings;
  /** Why the settings are not those of the user, in a command that mends them; null: they are. */
  readonly settingsProblem: ScribeError | null;
  readonly folders: Folders;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly err: Output;
  /** Standard error as it is, for a view that draws. */
  readonly screen: NodeJS.WriteStream;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The time as UTC ISO-8601. */
  readonly now: () => string;
  /** IANA name of the zone of this machine: days are shown in it. */
  readonly zone: string;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** A new time-ordered UUID. */
  readonly newId: () => string;
  /** All arguments of the process as bytes, each with a zero behind it; none where the system does not tell. */
  readonly commandLine: () => Uint8Array;
  /** Asks yes or no on the terminal; null where nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}

/** Prints a value as indented JSON, for `--json`. */
export function printJson(context: CommandContext, value: unknown): void {
  context.out.write(`${toJson(value, 2)}\n`);
}

/** Prints rows under headings. A row stays one line. */
export function printTable(
  context: CommandContext,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  writeLines(context.out, layOutTable(headings, rows));
}

/** Rows under headings as lines, columns padded to the widest cell as a terminal shows it. Pure. */
export function layOutTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const table = [headings, ...rows].map((cells) => cells.map(visible));
  const widths = headings.map((_, i) => Math.max(...table.map((cells) => displayWidth(cells[i]))));
  return table.map((cells) =>
    cells
      .map((cell, i) => cell + ' '.repeat(widths[i] - displayWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
}
