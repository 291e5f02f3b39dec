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
import { type CatalogModel, downloadSize, type ModelTask } from '../../models/catalog.js';
import { missingFiles, modelFolder } from '../../models/installed.js';
import { readMachine, suitability } from '../../models/suitability.js';

/** Tasks that are left undone where the model of the settings is not installed. */
const optional: ReadonlySet<ModelTask> = new Set<ModelTask>(['text-embedding']);

/** A model of the catalog, and what has become of it on this machine. */
export type DescribedModel = ReturnType<typeof describeModels>[number];

/** Every model, in the order of the catalog. */
export function describeModels(context: CommandContext, catalog: readonly CatalogModel[]) {
  const machine = readMachine();
  const auto = [...automaticModels(context, catalog, machine).values()].map(({ name }) => name);
  const asked = Object.values(modelSettings).map((setting) => context.settings.values[setting]);
  const defaults = [...asked.flatMap((name) => (name === automatic ? auto : [name])), speechModel];
  return catalog.map((model) => {
    const folder = modelFolder(model, context.folders);
    const isInstalled = missingFiles(model, folder).length === 0;
    const { fits, fastEnough, realTimeFactor } = suitability(model, machine);
    return {
      name: model.name,
      task: model.task,
      architecture: model.architecture,
      languages: model.languages,
      licence: model.licence,
      installed: isInstalled,
      default: defaults.includes(model.name) && (isInstalled || !optional.has(model.task)),
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
}

/** `default`, `by auto`, `installed`, `partial`, or `-`: not there. */
export function status(model: DescribedModel): string {
  if (model.default) return 'default';
  if (model.auto) return 'by auto';
  if (model.installed) return 'installed';
  return model.bytesOnDisk > 0 ? 'partial' : '-';
}

/** Whether it runs on this machine: `yes`, `slowly`, `too large`, or `not yet`: not with this version of scribe. */
export function verdict(model: DescribedModel): string {
  if (!model.runs) return 'not yet';
  if (!model.fits) return 'too large';
  return model.fastEnough ? 'yes' : 'slowly';
}

/** Bytes on the disk, or those of the download. */
export function sizeOf(model: DescribedModel): string {
  if (model.installed) return formatBytes(model.bytesOnDisk);
  return model.download === null ? '?' : formatBytes(model.download);
}

function bytesOnDisk(model: CatalogModel, folder: string): number {
  return model.files.reduce(
    (sum, { path }) => sum + (statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
