import type { CommandContext } from '../../context.js';
import { hidePassword } from '../../domain/hide-password.js';
import { ScribeError } from '../../errors.js';
import { printJson, writeLine } from '../../report/output.js';
import {
  describeSetting,
  environmentVariableOf,
  type Settings,
  settingDefinitions,
} from '../../settings/definitions.js';
import { removeSetting, writeSetting } from '../../settings/write.js';
import { findSetting } from './find-setting.js';

/** `scribe config set NAME VALUE`. @throws ScribeError USAGE when the value is not one of the setting. */
export function setSetting(context: CommandContext, given: string, value: string): void {
  const name = findSetting(given);
  const { schema, expects } = settingDefinitions[name];
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new ScribeError('USAGE', `Setting ${name} failed: "${hidePassword(value)}" is not ${expects}.`, {
      hint: `${name}: ${settingDefinitions[name].help}.`,
    });
  const { configFile } = context.folders;
  const kept = writeSetting(configFile, name, typeof parsed.data === 'number' ? parsed.data : value);
  const note = (line: string) => writeLine(context.err, `note: ${line}`);
  if (kept) note(`the config file could not be read; its old content is now in ${kept}.`);
  if (context.settings.sources[name] === 'environment')
    note(`${environmentVariableOf(name)} is set and beats the file.`);
  const shown = describeSetting(name, parsed.data as Settings[typeof name]);
  if (context.json) return printJson(context, { name, value: shown, file: configFile });
  writeLine(context.out, `${name}: ${shown} is now in ${configFile}`);
}

/** `scribe config unset NAME` */
export function unsetSetting(context: CommandContext, given: string): void {
  const name = findSetting(given);
  const { configFile } = context.folders;
  const removed = removeSetting(configFile, name);
  if (context.json) return printJson(context, { name, removed, file: configFile });
  writeLine(
    context.out,
    removed ? `${name} is no longer in ${configFile}` : `${name} was not in ${configFile}`,
  );
}
