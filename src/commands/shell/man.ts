import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { writeText } from '../../report/output.js';
import { commandPage, programPage } from './man-page.js';
import { commandsBelow, type ProgramSpec } from './program-spec.js';

/** `scribe man [COMMAND...]`: a page for `man`, on standard output. */
export function printManual(context: CommandContext, spec: ProgramSpec, words: readonly string[]): void {
  if (words.length === 0) return writeText(context.out, programPage(spec));
  const path = [spec.path, ...words].join(' ');
  const command = commandsBelow(spec).find((each) => each.path === path);
  if (!command)
    throw new ScribeError(
      'USAGE',
      `Printing the manual page of \`${path}\` failed: there is no such command.`,
      {
        hint: 'Run `scribe spec` to see every command.',
      },
    );
  writeText(context.out, commandPage(command, spec));
}
