import type { CommandContext } from '../context.js';
import { type CatalogModel, readCatalog } from '../models/catalog.js';
import { type InstalledModel, isInstalled, verifyModel } from '../models/installed.js';
import { openTextEmbedder, type TextEmbedder } from '../text-embedding/text-embedder.js';
import { chosenModel } from './choose-models.js';

type Asking = Pick<CommandContext, 'settings' | 'folders' | 'signal'>;

/**
 * The text embedding model that the settings name, verified; null: it is not installed. Everything works without one.
 *
 * @throws ScribeError MODEL when there is no such model, or its files are not the right ones.
 */
export async function installedTextModel(
  context: Asking,
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<InstalledModel | null> {
  const model = chosenModel('text-embedding', context, catalog);
  if (!isInstalled(model, context.folders)) return null;
  return verifyModel(model, context.folders, { signal: context.signal });
}

/**
 * Opens it in this process, for a few texts: half a second, then some milliseconds a sentence. The caller closes it.
 *
 * @throws ScribeError MODEL as `installedTextModel` does.
 */
export async function openInstalledTextEmbedder(
  context: Asking,
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<TextEmbedder | null> {
  const model = await installedTextModel(context, catalog);
  return model && openTextEmbedder(model, { threads: context.settings.values.threads });
}
