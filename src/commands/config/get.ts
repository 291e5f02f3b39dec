import type { CommandContext } from '../../context.js';
import { printJson, writeLine } from '../../report/output.js';
import { describeSetting } from '../../settings/definitions.js';
import { describeSource } from '../../settings/resolve.js';
import { findSetting } from './find-setting.js';

/** `scribe config get NAME`: the value alone, for scripts; an empty line for a setting without one. */
export function getSetting(context: CommandContext, given: string): void {
  const name = findSetting(given);
  const { settings, settingsProblem } = context;
  if (settingsProblem) writeLine(context.err, `warning: ${settingsProblem.message}`);
  const value = describeSetting(name, settings.values[name]);
  if (context.json) return printJson(context, { name, value, source: describeSource(name, settings) });
  writeLine(context.out, value ?? '');
}
