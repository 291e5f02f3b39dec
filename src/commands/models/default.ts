import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { automatic, automaticModels, modelSettings, requireRunnable } from '../../ingest/choose-models.js';
import { type CatalogModel, findInCatalog, readCatalog } from '../../models/catalog.js';
import { isInstalled } from '../../models/installed.js';
import { printJson, writeLine } from '../../report/output.js';
import { environmentVariableOf } from '../../settings/definitions.js';
import { writeSetting } from '../../settings/write.js';

/** `scribe models default [NAME|auto]`: prints which model is used, or sets it in the config file. */
export function defaultModel(
  context: CommandContext,
  name: string | undefined,
  options: { readonly task?: keyof typeof modelSettings } = {},
  catalog: readonly CatalogModel[] = readCatalog(),
): void {
  const task = options.task ?? 'recognition';
  const setting = modelSettings[task];
  if (name === undefined) return printDefault(context, task, catalog);
  const model = name === automatic ? null : requireRunnable(findInCatalog(name, task, catalog));
  if (model === null && task !== 'recognition')
    throw new ScribeError('USAGE', `Choosing the ${task} model: \`auto\` is not possible.`, {
      hint: 'Name the model to stay with: results of different ones cannot be compared.',
    });
  const { configFile } = context.folders;
  const kept = writeSetting(configFile, setting, name);
  const note = (line: string) => writeLine(context.err, `note: ${line}`);
  if (kept) note(`the config file could not be read; its old content is now in ${kept}.`);
  else if (context.settingsProblem) note(context.settingsProblem.message);
  if (model && !isInstalled(model, context.folders))
    note(`${name} is not installed yet: run \`scribe models pull ${name}\`.`);
  if (context.settings.sources[setting] === 'environment')
    note(`${environmentVariableOf(setting)} is set and beats the file.`);
  if (context.json) return printJson(context, { task, setting, value: name, file: configFile });
  writeLine(context.out, `${setting}: ${name} is now in ${configFile}`);
}

function printDefault(
  context: CommandContext,
  task: keyof typeof modelSettings,
  catalog: readonly CatalogModel[],
): void {
  const setting = modelSettings[task];
  if (context.settingsProblem) writeLine(context.err, `warning: ${context.settingsProblem.message}`);
  const value = context.settings.values[setting];
  const source = context.settings.sources[setting];
  const models =
    value === automatic
      ? [...new Set(automaticModels(context, catalog).values())].map(({ name }) => name)
      : [value];
  const model = models[0] ?? null;
  if (context.json) return printJson(context, { task, setting, value, source, model, models });
  const meaning = value === automatic ? `${automatic}: now ${models.join(', ') || 'none'}` : value;
  writeLine(context.out, `${meaning} (from the ${source})`);
}
