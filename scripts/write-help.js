// Writes down what `scribe --help` prints, for every usual width of a terminal: src/cli/answer-at-once.ts reads it.
import { writeFileSync } from 'node:fs';

/**
 * @param {import('commander').Command} command the whole program.
 * @param {number} width of the terminal, in columns.
 */
export function printedHelp(command, width) {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({
    writeOut: (piece) => {
      text += piece;
    },
    getOutHelpWidth: () => width,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  command.configureOutput(before);
  return text;
}

/** @param {URL} dist folder of the compiled program, with a slash at its end. */
export async function writeHelp(dist) {
  const { createProgram } = await import(new URL('cli/program.js', dist).href);
  const { helpFile, helpSeparator, helpWidths } = await import(new URL('cli/answer-at-once.js', dist).href);
  const { command } = createProgram(new AbortController().signal);
  let texts = '';
  for (let width = helpWidths.narrowest; width <= helpWidths.widest; width++)
    texts += printedHelp(command, width) + String.fromCharCode(helpSeparator);
  writeFileSync(helpFile, texts);
}
