import { Command, InvalidArgumentError, Option } from 'commander';
import type { Action } from './definition.js';
import { addWatchCommand } from './watch.js';

/** `scribe service ...` */
export function addServiceCommands(program: Command, action: Action): void {
  const service = program.command('service').description('let the system watch folders, from login on');
  service
    .command('install')
    .description('write a user unit of systemd or an agent of launchd that runs scribe watch, and start it')
    .argument('<folder...>', 'folders; after --, flags of scribe watch')
    .addOption(nameOption())
    .option('--print', 'only print the file')
    .option('--cron', 'only print a line for crontab instead')
    .addHelpText(
      'after',
      `
Settings are those of the config file. A folder of your own with spaces in its name is no problem.

Examples:
  $ scribe service install ~/recordings
  $ scribe service install ~/recordings -- --out ~/transcripts --known Maya,Tom
  $ scribe service install ~/recordings --cron`,
    )
    .hook('preAction', (_, command) => checkWatchLine(command))
    .action(action(async () => (await import('../commands/service/install.js')).installService));
  service
    .command('status')
    .description('whether it is installed, and runs')
    .addOption(nameOption())
    .action(action(async () => (await import('../commands/service/status.js')).serviceStatus));
  service
    .command('uninstall')
    .description('stop it and remove its file')
    .addOption(nameOption())
    .action(action(async () => (await import('../commands/service/uninstall.js')).uninstallService));
}

const nameOption = () =>
  new Option('--name <name>', 'name of the service (default: scribe-watch)').argParser((text) => {
    if (!/^[a-z][\w.-]{0,60}$/i.test(text))
      throw new InvalidArgumentError(
        'It must be letters, digits, dots and hyphens, and begin with a letter.',
      );
    return text;
  });

/** What is wrong with the flags is said now, not in a log that nobody reads. */
function checkWatchLine(command: Command): void {
  const watch = new Command('scribe')
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  addWatchCommand(watch, () => async () => {});
  try {
    watch.parse(['watch', ...command.args], { from: 'user' });
  } catch (error) {
    command.error(`${(error as Error).message} (a flag of scribe watch)`, { code: 'scribe.watchFlags' });
  }
}
