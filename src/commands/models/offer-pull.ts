import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import {
  automatic,
  automaticModel,
  chosenModel,
  chosenRecognizers,
  recommended,
} from '../../ingest/choose-models.js';
import { type CatalogModel, readCatalog } from '../../models/catalog.js';
import { readNetworkSettings } from '../../models/download/network-settings.js';
import { spokenIn } from '../../settings/spoken-in.js';
import { filesToPull, type PullableModel } from './pull-model.js';

/**
 * Offers what is missing of the models that the settings stand for; where no installed model speaks the language, the
 * one to get for it. Without a terminal nothing is offered: the check of the models that follows says what is missing.
 * @throws ScribeError MODEL when a model is unknown, cannot be run, or its download fails.
 */
export async function offerModels(
  context: CommandContext,
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<void> {
  if (!context.confirm) return;
  const { model } = context.settings.values;
  const { language } = spokenIn(context.settings.values);
  if (model === automatic && !automaticModel(context, catalog)) {
    const best = recommended(catalog, language);
    if (best) await offerPull(context, best);
  }
  const recognizer = chosenRecognizers(context, catalog).get('*')!;
  const others = [chosenModel('segmentation', context, catalog), chosenModel('voice', context, catalog)];
  for (const chosen of [recognizer, ...others]) await offerPull(context, chosen);
}

/**
 * Asks on a terminal whether a missing model may be downloaded, and does so after a yes. Offline nothing is asked.
 * @throws ScribeError MODEL when the download fails.
 */
export async function offerPull(context: CommandContext, model: PullableModel): Promise<void> {
  const folder = join(context.folders.models, model.name);
  const missing = filesToPull(model).filter(({ path }) => !existsSync(join(folder, path)));
  if (missing.length === 0 || !context.confirm) return;
  if (readNetworkSettings(context.environment).offline !== null) return;
  const size = missing.every((file) => file.size !== null)
    ? `${formatBytes(missing.reduce((sum, file) => sum + file.size!, 0))}, `
    : '';
  if (!(await context.confirm(`Download ${model.name} (${size}${model.licence}) now?`))) return;
  // Imported only now: most runs download nothing. Standard output is for what the command itself prints.
  const { pullInTurn } = await import('./pull.js');
  await pullInTurn({ ...context, json: false, out: context.err }, [model]);
}
