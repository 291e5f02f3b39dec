import stringWidth from 'string-width';
import { toJson, visible, visibleLines } from '../domain/visible-text.js';
import { paint } from './marks.js';

/** Standard output or standard error, for text, and for the bytes of a file that was rendered. */
export interface Output {
  write(text: string): unknown;
  writeBytes(bytes: Uint8Array): unknown;
  readonly isTTY: boolean;
}

/** A stream whose text cannot control the terminal: titles, tags and file names come from anywhere. */
export function guarded(stream: NodeJS.WriteStream): Output {
  const isTTY = stream.isTTY === true;
  return {
    write: (text) => stream.write(isTTY ? paint(visibleLines(text)) : visibleLines(text)),
    writeBytes: (bytes) => stream.write(bytes),
    isTTY,
  };
}

/** Writes one line: line ends and control characters inside it are made visible. */
export function writeLine(output: Pick<Output, 'write'>, line: string): void {
  writeLines(output, [line]);
}

export function writeLines(output: Pick<Output, 'write'>, lines: readonly string[]): void {
  output.write(lines.map((line) => `${visible(line)}\n`).join(''));
}

/** Writes a text of many lines as it is, such as a script. */
export function writeText(output: Pick<Output, 'write'>, text: string): void {
  output.write(text);
}

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

/**
 * Columns of a cell. Letters of Latin take one and those of Chinese two; whatever else there is takes long to measure, in
 * thousands of cells.
 */
function columnsOf(cell: string): number {
  if (!/^[ -~À-ɏ一-鿿]*$/.test(cell)) return stringWidth(cell);
  return cell.length + cell.replace(/[ -ɏ]/g, '').length;
}

/** Rows under headings as lines, columns padded to the widest cell as a terminal shows it. Pure. */
export function layOutTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const table = [headings, ...rows].map((cells) =>
    cells.map(visible).map((text) => ({ text, width: columnsOf(text) })),
  );
  const widths = headings.map((_, i) => table.reduce((widest, cells) => Math.max(widest, cells[i].width), 0));
  return table.map((cells) =>
    cells
      .map(({ text, width }, i) => text + ' '.repeat(widths[i] - width))
      .join('  ')
      .trimEnd(),
  );
}

/** Columns below which the lines of a live view are cut so short that they say nothing. */
const narrowest = 40;

/**
 * Whether a live view of so many lines can be drawn: on a terminal that moves its cursor and is higher than the view.
 * Elsewhere plain lines are written.
 */
export function canDraw(
  terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'rows' | 'columns'>,
  environment: Readonly<Record<string, string | undefined>>,
  lines: number,
): boolean {
  const { isTTY, rows, columns } = terminal;
  return isTTY === true && environment.TERM !== 'dumb' && rows > lines && columns >= narrowest;
}

/** Breaks a text between words into lines of at most so many columns; a longer word has a line of its own. Pure. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && stringWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
