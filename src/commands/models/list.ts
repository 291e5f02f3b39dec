import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import {
  automatic,
  automaticModels,
  canRun,
  modelSettings,
  speechModel,
} from '../../ingest/choose-models.js';
import { type CatalogModel, downloadSize, type ModelTask, readCatalog } from '../../models/catalog.js';
import { missingFiles, modelFolder } from '../../models/installed.js';
import { readMachine, suitability } from '../../models/suitability.js';
import { layOutTable, printJson, wrapText, writeLine, writeLines } from '../../report/output.js';

/** `scribe models list` */
export function listModels(
  context: CommandContext,
  options: { readonly task?: ModelTask } = {},
  catalog: readonly CatalogModel[] = readCatalog(),
): void {
  const machine = readMachine();
  const auto = [...automaticModels(context, catalog, machine).values()].map(({ name }) => name);
  const asked = Object.values(modelSettings).map((setting) => context.settings.values[setting]);
  const defaults = [...asked.flatMap((name) => (name === automatic ? auto : [name])), speechModel];
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
        auto: auto.includes(model.name),
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
  const tasks = [...new Set(models.map(({ task }) => task))];
  for (const [index, task] of tasks.entries()) {
    if (index > 0) writeLine(context.out, '');
    const ofTask = models.filter((model) => model.task === task);
    const [headings, ...rows] = layOutTable(
      [task.toUpperCase(), 'STATUS', 'SIZE', 'MEMORY', 'LANGUAGES', 'RUNS HERE'],
      ofTask.map((model) => [
        model.name,
        status(model),
        sizeOf(model),
        formatBytes(model.memory.bytes),
        describeLanguages(model.languages),
        verdict(model),
      ]),
    );
    writeLine(context.out, headings);
    for (const [i, { advice, licence }] of ofTask.entries())
      writeLines(context.out, [
        rows[i],
        ...wrapText(`${advice} ${licence}.`, width - 4).map((line) => `    ${line}`),
      ]);
  }
}

/** Columns of a terminal by default. */
const width = 80;

function status(model: { default: boolean; auto: boolean; installed: boolean; bytesOnDisk: number }): string {
  if (model.default) return 'default';
  if (model.auto) return 'by auto';
  if (model.installed) return 'installed';
  return model.bytesOnDisk > 0 ? 'partial' : '-';
}

function verdict(model: { runs: boolean; fits: boolean; fastEnough: boolean }): string {
  if (!model.runs) return 'not yet';
  if (!model.fits) return 'too large';
  return model.fastEnough ? 'yes' : 'slowly';
}

function sizeOf(model: { bytesOnDisk: number; installed: boolean; download: number | null }): string {
  if (model.installed) return formatBytes(model.bytesOnDisk);
  return model.download === null ? '?' : formatBytes(model.download);
}

/** Up to three codes, else their number. */
function describeLanguages(languages: readonly string[]): string {
  if (languages.includes('*')) return 'any';
  return languages.length > 3 ? String(languages.length) : languages.join(' ');
}

function bytesOnDisk(model: CatalogModel, folder: string): number {
  return model.files.reduce(
    (sum, { path }) => sum + (statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
