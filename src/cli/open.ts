import type { Command } from 'commander';
import { type Action, withSettings } from './definition.js';

/** `scribe open` */
export function addOpenCommand(program: Command, action: Action): void {
  withSettings(program.command('open'), ['style'])
    .description(
      'read and hear a meeting in the browser: a page with a player, from a file, without a network',
    )
    .argument('<id>', 'id or title of the meeting, or last')
    .option('--print-path', 'print the path of the page, and open nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe open last
  $ scribe open 5b21c04e --print-path`,
    )
    .action(action(async () => (await import('../commands/open/open.js')).openPage));
}
