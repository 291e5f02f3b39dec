import { statSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../domain/bytes.js';
import { type CatalogModel, downloadSize, type ModelTask, readCatalog } from '../onnx/model-catalog.js';
import { missingFiles, modelFolder } from '../onnx/model-store.js';
import { suitability } from '../onnx/suit-machine.js';
import { automatic, automaticModel, canRun } from './chosen-models.js';
import { type CommandContext, printJson, printTable } from './context.js';
import { speechModel } from './installed-models.js';
import { readMachine } from './machine.js';

/** `scribe models list` */
export function listModels(
  context: CommandContext,
  options: { readonly task?: ModelTask } = {},
  catalog: readonly CatalogModel[] = readCatalog(),
): void {
  const machine = readMachine();
  const auto = automaticModel(context, catalog, machine)?.name ?? null;
  const { model: asked, voiceModel } = context.settings.values;
  const defaults = [asked === automatic ? auto : asked, voiceModel, speechModel];
  const models = catalog
    .filter((model) => options.task === undefined || model.task === options.task)
    .map((model) => {
      const folder = modelFolder(model, context.folders);
      const { fits, fastEnough, realTimeFactor } = suitability(model, machine);
      return {
        name: model.name,
        task: model.task,
        architecture: model.architecture,
        languages: model.languages,
        licence: model.licence,
        installed: missingFiles(model, folder).length === 0,
        default: defaults.includes(model.name),
        auto: model.name === auto,
        runs: canRun(model),
        fits,
        fastEnough,
        realTimeFactor,
        bytesOnDisk: bytesOnDisk(model, folder),
        download: downloadSize(model),
        memory: model.memory,
        folder,
        summary: model.summary,
        advice: model.advice,
        ...(model.note ? { note: model.note } : {}),
      };
    });
  if (context.json) return printJson(context, models);
  printTable(
    context,
    ['NAME', 'TASK', 'INSTALLED', 'USED', 'SIZE', 'MEMORY', 'RUNS HERE', 'LANGUAGES', 'LICENCE', 'WHEN'],
    models.map((model) => [
      model.name,
      model.task,
      model.installed ? 'yes' : model.bytesOnDisk > 0 ? 'in part' : '-',
      used(model),
      sizeOf(model),
      formatBytes(model.memory.bytes),
      verdict(model),
      describeLanguages(model.languages),
      model.licence,
      model.advice,
    ]),
  );
}

function used(model: { default: boolean; auto: boolean }): string {
  if (model.default) return model.auto ? 'default (auto)' : 'default';
  return model.auto ? 'by auto' : '-';
}

function verdict(model: { runs: boolean; fits: boolean; fastEnough: boolean }): string {
  if (!model.runs) return 'not in this version';
  if (!model.fits) return 'too little memory';
  return model.fastEnough ? 'yes' : 'slowly';
}

function sizeOf(model: { bytesOnDisk: number; installed: boolean; download: number | null }): string {
  if (model.installed) return formatBytes(model.bytesOnDisk);
  return model.download === null ? '?' : formatBytes(model.download);
}

/** At most five codes; more are counted. */
function describeLanguages(languages: readonly string[]): string {
  if (languages.includes('*')) return 'any';
  return languages.length > 5 ? `${languages.length} languages` : languages.join(' ');
}

function bytesOnDisk(model: CatalogModel, folder: string): number {
  return model.files.reduce(
    (sum, { path }) => sum + (statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
