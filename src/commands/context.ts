import type { Folders } from '../config/read-settings.js';
import type { ResolvedSettings } from '../config/resolve-settings.js';

/** What `program.ts` hands to every command: the outside world, so that a command reads no globals. */
export interface CommandContext {
  readonly settings: ResolvedSettings;
  readonly folders: Folders;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The time as UTC ISO-8601. */
  readonly now: () => string;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** A new time-ordered UUID. */
  readonly newId: () => string;
  /** Asks yes or no on the terminal; null where nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}

/** Prints a value as indented JSON, for `--json`. */
export function printJson(context: CommandContext, value: unknown): void {
  context.out.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints rows under headings, columns padded to the widest cell. */
export function printTable(
  context: CommandContext,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  context.out.write(`${[headings, ...rows].map(line).join('\n')}\n`);
}
