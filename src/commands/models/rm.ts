import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { ScribeError } from '../../errors.js';
import { type CatalogModel, findInCatalog, isShipped, readCatalog } from '../../models/catalog.js';
import { ownFolder } from '../../models/installed.js';
import { printJson, writeLine } from '../../report/output.js';
import { requireYes } from '../confirm.js';
import { holdModel } from './lock.js';

/**
 * `scribe models rm NAME...`: removes downloaded and imported models, partial ones too. Nothing is removed unless
 * every name stands for one.
 * @throws ScribeError MODEL for what ships with scribe or is not installed, OUTPUT when a folder cannot be removed.
 */
export async function removeModels(
  context: CommandContext,
  names: readonly string[],
  options: { readonly yes?: boolean },
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<void> {
  const models = [...new Set(names)].map((name) => {
    const model = findInCatalog(name, null, catalog);
    const folder = ownFolder(model, context.folders);
    if (existsSync(folder)) return { name, folder, bytes: bytesIn(folder) };
    throw isShipped(model)
      ? new ScribeError('MODEL', `Removing the model ${name}: it ships with scribe and cannot be removed.`)
      : new ScribeError('MODEL', `Removing the model ${name}: it is not installed.`, {
          hint: 'Run `scribe models list` to see which models are.',
        });
  });
  const freed = models.reduce((sum, { bytes }) => sum + bytes, 0);
  const what = models.length === 1 ? `the model ${models[0].name}` : `${models.length} models`;
  await requireYes(context, {
    given: options.yes,
    flag: '--yes',
    what: `Removing ${what}`,
    question: `Remove ${what} and free ${formatBytes(freed)}?`,
  });
  for (const { name, folder } of models) {
    await holdModel(context, name, 'Removing', () => remove(name, folder));
  }
  if (context.json) return printJson(context, { removed: models.map(({ name }) => name), bytes: freed });
  for (const { name, bytes } of models)
    writeLine(context.out, `removed ${name}, freed ${formatBytes(bytes)}`);
}

function remove(name: string, folder: string): void {
  try {
    rmSync(folder, { recursive: true });
  } catch (cause) {
    throw new ScribeError('OUTPUT', `Removing the model ${name}: ${(cause as Error).message}`, {
      hint: `Check the permissions of ${folder}.`,
      cause,
    });
  }
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, path) => sum + (statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
