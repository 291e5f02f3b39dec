/** How a character looks. Colours are numbers of the ANSI palette, 0 to 15. */
export interface Style {
  readonly colour?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

export interface Cell {
  readonly text: string;
  readonly style: Style;
}

const escapeCharacter = '\x1b';
/** A control sequence with its parameters and its command, another escape sequence, or one character. */
const pieces = new RegExp(`${escapeCharacter}\\[([\\d;?]*)([A-Za-z])|${escapeCharacter}.|[\\s\\S]`, 'gu');

/**
 * What is on a terminal, line by line from the first, after `output` was written to it: printable characters, CR, LF,
 * and those sequences of ECMA-48 that move the cursor, erase, or set a style. Others change nothing.
 */
export function readScreen(output: string, columns: number): Cell[][] {
  const lines: Cell[][] = [[]];
  let [row, column] = [0, 0];
  let style: Style = {};
  const down = () => {
    row++;
    lines[row] ??= [];
  };
  for (const [piece, parameters, command] of output.matchAll(pieces)) {
    const count = Number.parseInt(parameters, 10) || 0;
    if (command === 'm') style = restyled(style, parameters);
    else if (command === 'A') row = Math.max(0, row - Math.max(1, count));
    else if (command === 'B') for (let i = 0; i < Math.max(1, count); i++) down();
    else if (command === 'C') column += Math.max(1, count);
    else if (command === 'D') column = Math.max(0, column - Math.max(1, count));
    else if (command === 'G') column = Math.max(1, count) - 1;
    else if (command === 'K') lines[row] = count === 2 ? [] : lines[row].slice(0, column);
    else if (command === 'J') {
      lines[row] = lines[row].slice(0, column);
      lines.length = row + 1;
    } else if (piece === '\r') column = 0;
    else if (piece === '\n') down();
    else if (piece >= ' ' && !piece.startsWith(escapeCharacter)) {
      if (column === columns) {
        down();
        column = 0;
      }
      for (let gap = lines[row].length; gap < column; gap++) lines[row][gap] = { text: ' ', style: {} };
      lines[row][column++] = { text: piece, style };
    }
  }
  while (lines.length > 0 && lines[lines.length - 1].length === 0) lines.pop();
  return lines;
}

function restyled(style: Style, parameters: string): Style {
  let next = style;
  for (const code of parameters.split(';').map(Number))
    if (code === 0) next = {};
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code >= 30 && code <= 37) next = { ...next, colour: code - 30 };
    else if (code === 39) next = { ...next, colour: undefined };
    else if (code >= 90 && code <= 97) next = { ...next, colour: code - 90 + 8 };
  return next;
}
