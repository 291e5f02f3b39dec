import { type Command, Option } from 'commander';
import { type Action, wholeNumber, withSettings } from './definition.js';

/** `scribe serve` */
export function addServeCommand(program: Command, action: Action): void {
  withSettings(program.command('serve'), ['style', 'ffmpeg'])
    .description(
      'show the meetings in a browser of this machine: search, hear, correct and undo, until Ctrl-C',
    )
    .addOption(
      new Option('--port <n>', 'port to listen on (default: any that is free)').argParser(wholeNumber),
    )
    .option('--open', 'open the browser')
    .addHelpText(
      'after',
      `
It listens on this machine alone, and lets in who has the token in the address that it prints.

Examples:
  $ scribe serve --open
  $ scribe serve --port 8021`,
    )
    .action(action(async () => (await import('../commands/serve/serve.js')).serve));
}
