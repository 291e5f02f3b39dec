import { type Command, Option } from 'commander';
import { type Action, wholeNumber } from './definition.js';

/** `scribe log`, `scribe undo` */
export function addOperationCommands(program: Command, action: Action): void {
  program
    .command('log')
    .description('what was done to speakers, clusters and profiles, newest first')
    .argument('[id]', 'only what touched this meeting (its id, or last)')
    .addOption(new Option('--limit <n>', 'at most this many').argParser(wholeNumber))
    .action(action(async () => (await import('../commands/operations/log.js')).printLog));
  program
    .command('undo')
    .description('take back the latest operation, or an earlier one on which no later one builds')
    .argument('[operation]', 'its number in scribe log')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe undo
  $ scribe undo 12`,
    )
    .action(action(async () => (await import('../commands/operations/undo.js')).undo));
}
