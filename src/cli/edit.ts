import type { Command } from 'commander';
import { type Action, withSettings } from './definition.js';

/** `scribe edit` */
export function addEditCommands(program: Command, action: Action): void {
  withSettings(program.command('edit'), ['matchThreshold', 'matchMargin'])
    .description('correct a transcript in your editor: what was said, by whom, names, title and date')
    .argument('<id>', 'id of the meeting, or last')
    .option('--print', 'print the text to be edited, for scripts')
    .option('--from <file>', 'read the edited text from a file, or from standard input (-)')
    .option('--dry-run', 'only show what would change')
    .addHelpText(
      'after',
      `
The transcript is opened as Markdown in $VISUAL or $EDITOR; the text says how it is edited. All that was changed is one
operation, which scribe undo takes back. What was recognized stays in the store.

Examples:
  $ scribe edit last
  $ scribe edit 5b21c04e --print > t.md
  $ scribe edit 5b21c04e --from t.md --dry-run
  $ scribe edit 5b21c04e --from t.md`,
    )
    .action(action(async () => (await import('../commands/edit/edit.js')).edit));
}
