import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { type CatalogModel, findInCatalog, isShipped, readCatalog } from '../../models/catalog.js';
import { importModels } from '../../models/import/import-models.js';
import type { MatchedModel } from '../../models/import/match-files.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { holdModel } from './lock.js';

/**
 * `scribe models import PATH`: installs the models that a folder, a file or an archive holds.
 * @returns the exit status: 4 when files of a model are still missing.
 * @throws ScribeError MODEL when nothing in it belongs to a model, or it cannot be read or copied.
 */
export async function importModel(
  context: CommandContext,
  path: string,
  options: { readonly name?: string },
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<number> {
  const { folders, signal } = context;
  const imported = await importModels(path, {
    folders,
    signal,
    named: options.name ? requireForeign(findInCatalog(options.name, null, catalog)) : null,
    catalog: catalog.filter((model) => !isShipped(model)),
    hold: (name, work) => holdModel(context, name, 'Importing', work),
  });
  report(context, imported);
  return imported.every(({ missing }) => missing.length === 0) ? 0 : exitStatus.MODEL;
}

function requireForeign(model: CatalogModel): CatalogModel {
  if (!isShipped(model)) return model;
  throw new ScribeError(
    'MODEL',
    `Importing ${model.name}: it ships with scribe, so it is installed already.`,
  );
}

function report(context: CommandContext, matched: readonly MatchedModel[]): void {
  const results = matched.map(({ model, files, missing }) => ({
    name: model.name,
    licence: model.licence,
    imported: files.map(({ file }) => file.path),
    bytes: files.reduce((sum, { found }) => sum + found.size, 0),
    trusted: files.filter(({ file }) => file.sha256 === null).map(({ file }) => file.path),
    missing: missing.map(({ path }) => path),
  }));
  if (context.json) return printJson(context, results);
  for (const { name, licence, imported, bytes, trusted, missing } of results) {
    const state = missing.length === 0 ? 'complete' : `${counted(missing.length, 'file')} still missing`;
    writeLine(
      context.out,
      `${name}: ${counted(imported.length, 'file')}, ${formatBytes(bytes)}, ${state}; ${licence}`,
    );
    for (const path of trusted) writeLine(context.out, `  ${path} has no known hash: trusted from now on`);
    for (const path of missing) writeLine(context.out, `  ${path} is missing`);
  }
}
