import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { type CatalogModel, findInCatalog, readCatalog } from '../../models/catalog.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { describeModels, sizeOf, status, verdict } from './describe-models.js';

/** `scribe models show NAME`: what the catalog says of a model, its licence first of all, and where its files are. */
export function showModel(
  context: CommandContext,
  name: string,
  _options: object = {},
  catalog: readonly CatalogModel[] = readCatalog(),
): void {
  const { source, files, parameters } = findInCatalog(name, null, catalog);
  const model = describeModels(context, catalog).find((each) => each.name === name)!;
  const text = join(model.folder, 'LICENSE');
  const licenceFile = existsSync(text) ? text : null;
  if (context.json) return printJson(context, { ...model, licenceFile, source, files, parameters });
  const facts: [string, string][] = [
    ['name', model.name],
    ['what it is', model.summary],
    ['when', model.advice],
    ['task', `${model.task} (${model.architecture})`],
    ['licence', licenceFile ? `${model.licence}; its text: ${licenceFile}` : model.licence],
    ['languages', model.languages.includes('*') ? 'any' : model.languages.join(' ')],
    ['status', status(model) === '-' ? `not installed: scribe models pull ${model.name}` : status(model)],
    ['size', sizeOf(model)],
    ['memory', `${formatBytes(model.memory.bytes)} (${model.memory.basis})`],
    ['runs here', verdict(model)],
    ['from', describeSource(source)],
    ['folder', model.folder],
    ...(model.note ? [['note', model.note] as [string, string]] : []),
  ];
  for (const [label, value] of facts) writeLine(context.out, `${label.padEnd(12)}${value}`);
  writeLine(context.out, '');
  printTable(
    context,
    ['FILE', 'BYTES', 'SHA-256'],
    files.map(({ path, size, sha256 }) => [path, size === null ? '?' : String(size), sha256 ?? 'not pinned']),
  );
}

function describeSource(source: CatalogModel['source']): string {
  switch (source.kind) {
    case 'repository':
      return 'it ships with scribe';
    case 'package':
      return `it ships with the package ${source.package}`;
    case 'huggingface':
      return `Hugging Face, ${source.repo}${source.revision ? ` at ${source.revision}` : ''}`;
    case 'github-release':
      return `GitHub, release ${source.tag} of ${source.repo}`;
    case 'github-raw':
      return `GitHub, ${source.repo} at ${source.revision}`;
  }
}
