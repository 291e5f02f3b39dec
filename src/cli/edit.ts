import type { Command } from 'commander';
import { type Action, collect, withSettings } from './definition.js';

/** `scribe edit` */
export function addEditCommands(program: Command, action: Action): void {
  withSettings(program.command('edit'), ['matchThreshold', 'matchMargin'])
    .description('correct a transcript in your editor: what was said, by whom, names, title and date')
    .argument('[id]', 'id or title of the meeting, or last')
    .option('--print', 'print the text to be edited, for scripts')
    .option('--from <file>', 'read the edited text from a file, or from standard input (-)')
    .option(
      '--replace <this=that>',
      'write something else wherever it stands; can be given several times',
      collect,
    )
    .option('--all-meetings', 'with --replace: in every meeting')
    .option('--regex', 'with --replace: look for a regular expression; $1 is its first group')
    .option('--anywhere', 'with --replace: also inside of words')
    .option('--dry-run', 'only show what would change')
    .option('-y, --yes', 'do not ask before many places are changed')
    .addHelpText(
      'after',
      `
A search in lower case finds any case; one with a capital finds just that. Whole words are found.
The transcript is opened as Markdown in $VISUAL or $EDITOR; the text says how it is edited. All that was changed is one
operation, which scribe undo takes back. What was recognized stays in the store.

Examples:
  $ scribe edit last
  $ scribe edit last --replace 'Kubernets=Kubernetes'
  $ scribe edit --all-meetings --replace 'cuber netties=Kubernetes' --dry-run
  $ scribe edit 5b21c04e --print > t.md
  $ scribe edit 5b21c04e --from t.md --dry-run
  $ scribe edit 5b21c04e --from t.md`,
    )
    .action(action(async () => (await import('../commands/edit/edit.js')).edit));
}
