import { visible, visibleLines } from '../domain/visible-text.js';

/** Standard output or standard error, for text. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY: boolean;
}

/** A stream that no text can command: titles, tags and names of files come from anywhere. */
export function guarded(stream: NodeJS.WriteStream): Output {
  return { write: (text) => stream.write(visibleLines(text)), isTTY: stream.isTTY === true };
}

/** Writes a line, which stays one line whatever stands in it. */
export function writeLine(output: Pick<Output, 'write'>, line: string): void {
  writeLines(output, [line]);
}

export function writeLines(output: Pick<Output, 'write'>, lines: readonly string[]): void {
  output.write(lines.map((line) => `${visible(line)}\n`).join(''));
}
