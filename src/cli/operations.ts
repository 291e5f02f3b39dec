import { type Command, Option } from 'commander';
import { type Action, wholeNumber, withSettings } from './definition.js';

/** `scribe relabel`, `scribe log`, `scribe undo` */
export function addOperationCommands(program: Command, action: Action): void {
  withSettings(program.command('relabel'), ['matchThreshold', 'matchMargin'])
    .description('match the voices of past meetings with the profiles again, without their audio')
    .argument('[id...]', 'ids or titles of meetings, or last')
    .option('--all', 'every meeting')
    .option('--since <date|id>', 'what was recorded from this day on, or since this meeting')
    .option('--dry-run', 'only show what would change')
    .addHelpText(
      'after',
      `
What a person said stays: names given, profiles confirmed or rejected.

Examples:
  $ scribe relabel --all --dry-run
  $ scribe relabel --since 2026-01-31
  $ scribe relabel 5b21c04e last`,
    )
    .action(action(async () => (await import('../commands/relabel/relabel.js')).relabel));
  program
    .command('log')
    .description('what was done to speakers, transcripts and profiles, newest first')
    .option('--edits', 'what was edited in the transcript of the meeting, one line a change')
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
