import { Command, InvalidArgumentError, Option } from 'commander';
import type { Action } from './definition.js';
import { addWatchCommand } from './watch.js';
import { addWorkerCommand } from './worker.js';

/** `scribe service ...` */
export function addServiceCommands(program: Command, action: Action): void {
  const service = program
    .command('service')
    .description('let the system watch folders, or work on a queue, from login on');
  service
    .command('install')
    .description(
      'write a user unit of systemd or an agent of launchd that runs scribe watch or scribe worker, and start it',
    )
    .argument('[folder...]', 'folders; after --, flags of scribe watch or scribe worker')
    .option('--worker', 'run scribe worker instead of scribe watch, on the queue that it finds now')
    .addOption(nameOption('; with --worker, scribe-worker'))
    .option('--print', 'only print the file')
    .addOption(new Option('--cron', 'only print a line for crontab instead').conflicts('worker'))
    .addHelpText(
      'after',
      `
Settings are those of the config file. A folder of your own with spaces in its name is no problem.
A worker takes the address of its queue from --url or the environment of this terminal, and its password from ~/.pgpass alone.

Examples:
  $ scribe service install ~/recordings
  $ scribe service install ~/recordings -- --out ~/transcripts --known Maya,Tom
  $ scribe service install ~/recordings --cron
  $ scribe service install --worker -- --url postgresql://anna@db.example/meetings --metrics 9464`,
    )
    .hook('preAction', (_, command) => checkLine(command))
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

const nameOption = (more = '') =>
  new Option('--name <name>', `name of the service (default: scribe-watch${more})`).argParser((text) => {
    if (!/^[a-z][\w.-]{0,60}$/i.test(text))
      throw new InvalidArgumentError(
        'It must be letters, digits, dots and hyphens, and begin with a letter.',
      );
    return text;
  });

/** What is wrong with the flags is said now, not in a log that nobody reads. */
function checkLine(command: Command): void {
  const name = command.getOptionValue('worker') === true ? 'worker' : 'watch';
  if (name === 'watch' && command.args.length === 0)
    command.error("error: missing required argument 'folder'", { code: 'commander.missingArgument' });
  const line = new Command('scribe')
    .exitOverride()
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
  (name === 'worker' ? addWorkerCommand : addWatchCommand)(line, () => async () => {});
  try {
    line.parse([name, ...command.args], { from: 'user' });
  } catch (error) {
    command.error(`${(error as Error).message} (a flag of scribe ${name})`, { code: 'scribe.watchFlags' });
  }
}
