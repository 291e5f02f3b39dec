import { displayWidth } from '../domain/display-width.js';
import { toJson, visible } from '../domain/visible-text.js';
import { type Output, writeLines } from './output.js';

/** Prints a value as indented JSON, for `--json`. */
export function printJson({ out }: { readonly out: Output }, value: unknown): void {
  out.write(`${toJson(value, 2)}\n`);
}

/** Prints rows under headings. A row stays one line. */
export function printTable(
  { out }: { readonly out: Output },
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  writeLines(out, layOutTable(headings, rows));
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
