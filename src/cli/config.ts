import type { Command } from 'commander';
import type { Action } from './definition.js';

/** `scribe config`: the settings, and the file that keeps them. */
export function addConfigCommands(program: Command, action: Action): void {
  // A file that cannot be read is what these commands are there to mend.
  const mendsSettings = true;
  const config = program.command('config').description('the settings: list, get, set, unset, path');
  config
    .command('list')
    .description('every setting with its value, where that comes from, and what the setting is for')
    .option('--set', 'only those that are not at their default')
    .action(action(async () => (await import('../commands/config/list.js')).listSettings, { mendsSettings }));
  config
    .command('get')
    .description('print the value of a setting that holds now, whatever it comes from')
    .argument('<name>', 'name of the setting, as `scribe config list` shows it')
    .action(action(async () => (await import('../commands/config/get.js')).getSetting, { mendsSettings }));
  config
    .command('set')
    .description('write a setting into the config file; comments and other lines stay as they are')
    .argument('<name>', 'name of the setting')
    .argument('<value>', 'its value; what it must be is checked first')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe config set language de
  $ scribe config set matchThreshold 0.6`,
    )
    .action(action(async () => (await import('../commands/config/set.js')).setSetting, { mendsSettings }));
  config
    .command('unset')
    .description('take a setting out of the config file, so that its default holds again')
    .argument('<name>', 'name of the setting')
    .action(action(async () => (await import('../commands/config/set.js')).unsetSetting, { mendsSettings }));
  config
    .command('path')
    .description('print where the config file is, whether it exists or not')
    .action(
      action(async () => (await import('../commands/config/path.js')).printConfigPath, { mendsSettings }),
    );
}
