import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { readNetworkSettings } from '../../models/download/network-settings.js';
import { filesToPull, type PullableModel } from './pullable-model.js';

/**
 * Asks on a terminal whether a model that is not there may be downloaded, and does so. Where nobody can be asked,
 * where the answer is no, and offline nothing happens: the check of the model that follows says what is missing.
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
  // Loaded only now: most runs download nothing. Standard output belongs to what was asked for.
  const { pullInTurn } = await import('./pull.js');
  await pullInTurn({ ...context, json: false, out: context.err }, [model]);
}
