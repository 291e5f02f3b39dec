import { ScribeError } from '../errors.js';
import { type CatalogModel, findInCatalog, readCatalog } from '../models/catalog.js';
import { type InstalledModel, isInstalled, verifyModel } from '../models/installed.js';
import type { TextEmbedder } from './text-embedder.js';

/** The architectures that `openTextEmbedder` can open. */
export const textArchitectures: readonly string[] = ['bert-mean'];

/** What is asked of a command's context. */
interface Asking {
  readonly settings: { readonly values: { readonly textModel: string; readonly threads: number } };
  readonly folders: Parameters<typeof verifyModel>[1];
  readonly signal: AbortSignal;
}

/**
 * The text embedding model that the settings name, verified; null: it is not installed. Everything works without one.
 *
 * @throws ScribeError MODEL when there is no such model, or its files are not the right ones.
 */
export async function installedTextModel(
  { settings, folders, signal }: Asking,
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<InstalledModel | null> {
  const model = findInCatalog(settings.values.textModel, 'text-embedding', catalog);
  if (!textArchitectures.includes(model.architecture))
    throw new ScribeError(
      'MODEL',
      `Choosing the model ${model.name}: this version of scribe cannot run its architecture ${model.architecture} yet.`,
      { hint: 'Run `scribe models list` and choose one that runs.' },
    );
  if (!isInstalled(model, folders)) return null;
  return verifyModel(model, folders, { signal });
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
  if (!model) return null;
  // onnxruntime is loaded where there is a model.
  const { openTextEmbedder } = await import('./text-embedder.js');
  return openTextEmbedder(model, { threads: context.settings.values.threads });
}
