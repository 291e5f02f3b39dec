import type { CommandContext } from '../../context.js';
import { printJson, printTable } from '../../report/output.js';
import { commandsBelow, type ProgramSpec } from './program-spec.js';

/** `scribe spec`: a line for each command; with `--json`, everything that the help says. */
export function printSpec(context: CommandContext, spec: ProgramSpec): void {
  if (context.json) return printJson(context, spec);
  printTable(
    context,
    ['COMMAND', 'WHAT IT DOES'],
    commandsBelow(spec)
      .filter(({ commands }) => commands.length === 0)
      .map(({ path, description }) => [path, description]),
  );
}
