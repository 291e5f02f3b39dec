import type { CommandContext } from '../../context.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { describeSetting, settingDefinitions, settingNames } from '../../settings/definitions.js';
import { describeSource } from '../../settings/resolve.js';

/** `scribe config list`: the settings that hold now. */
export function listSettings(context: CommandContext, options: { readonly set?: boolean }): void {
  const { settings, settingsProblem } = context;
  if (settingsProblem) writeLine(context.err, `warning: ${settingsProblem.message}`);
  const shown = settingNames
    .filter((name) => !options.set || settings.sources[name] !== 'default')
    .map((name) => ({
      name,
      value: describeSetting(name, settings.values[name]),
      source: describeSource(name, settings),
      help: settingDefinitions[name].help,
    }));
  if (context.json) return printJson(context, shown);
  if (shown.length === 0) return writeLine(context.err, 'Every setting is at its default.');
  printTable(
    context,
    ['SETTING', 'VALUE', 'FROM', 'WHAT IT IS FOR'],
    shown.map(({ name, value, source, help }) => [name, value ?? '-', source, help]),
  );
}
