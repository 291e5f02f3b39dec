import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScribeError } from '../errors.js';
import type { CatalogModel } from './catalog.js';
import { readTrustedPins, type TrustedPin, writeTrustedPins } from './trusted-pins.js';
import { readVerificationCache, writeVerificationCache } from './verification-cache.js';
import { type FileVerdict, type Verification, verifyFile } from './verify-file.js';

const repositoryModels = fileURLToPath(new URL('../../models/', import.meta.url));

/** A model whose files are there, as plain data that can cross to a worker. */
export interface InstalledModel {
  readonly name: string;
  readonly architecture: string;
  readonly languages: readonly string[];
  readonly folder: string;
  /** One hash over the hashes of all files and what the catalog says of how to run them: over all that decides answers. */
  readonly hash: string;
  /** Bytes of all files. */
  readonly size: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ModelFolders {
  /** Where the user's own models are; looked at before the ones that ship. */
  readonly models: string;
  /** Where it is remembered which files were verified. */
  readonly cache: string;
}

/** Where the user's own copy of a model is, or will be. */
export const ownFolder = (model: CatalogModel, folders: Pick<ModelFolders, 'models'>): string =>
  join(folders.models, model.name);

/** Null: it is not there, or not to be looked at. */
function sizeOf(path: string): number | null {
  try {
    return statSync(path).size;
  } catch {
    return null;
  }
}

/** The folder that holds the model's files: the user's own, unless the model ships and the user's is not whole. */
export function modelFolder(model: CatalogModel, folders: Pick<ModelFolders, 'models'>): string {
  const own = ownFolder(model, folders);
  if (model.files.every((file) => existsSync(join(own, file.path)))) return own;
  switch (model.source.kind) {
    case 'repository':
      return join(repositoryModels, model.source.folder);
    case 'package':
      return join(packageFolder(model.source.package), model.source.folder);
    default:
      return own;
  }
}

/** What stands in the way of loading a model without reading its bytes: missing files and wrong sizes. */
export function missingFiles(model: CatalogModel, folder: string): string[] {
  const remembered = readTrustedPins(folder);
  return model.files
    .filter((file) => {
      const size = sizeOf(join(folder, file.path));
      return size === null || size !== (file.size ?? remembered[file.path]?.size ?? size);
    })
    .map((file) => join(folder, file.path));
}

/** Whether all files of a model are there, by name and size. */
export function isInstalled(model: CatalogModel, folders: Pick<ModelFolders, 'models'>): boolean {
  return missingFiles(model, modelFolder(model, folders)).length === 0;
}

/**
 * Finds a model's files and checks their sizes and SHA-256. A file that nothing pins is trusted the first time, and
 * remembered.
 *
 * @throws ScribeError MODEL when a file is missing or is not the one that is pinned.
 */
export async function verifyModel(
  model: CatalogModel,
  folders: ModelFolders,
  { signal }: { signal?: AbortSignal } = {},
): Promise<InstalledModel> {
  const folder = modelFolder(model, folders);
  const ledger = readVerificationCache(folders.cache);
  const known = { ...ledger };
  const verdicts = await verifyModelFiles(model, folder, { ledger, signal }, (verdict) => {
    throw new ScribeError('MODEL', `Loading the model ${model.name}: ${verdict.problem?.text}.`, {
      hint: remedyFor(model, folder, folders, verdict.problem?.kind === 'missing'),
    });
  });
  if (Object.keys(ledger).some((path) => ledger[path] !== known[path]))
    writeVerificationCache(folders.cache, ledger);
  const pins = verdicts.map(({ pin }) => pin!);
  const hash = createHash('sha256').update(`${model.architecture} ${JSON.stringify(model.parameters)}\n`);
  for (const [i, file] of model.files.entries()) hash.update(`${file.path} ${pins[i].sha256}\n`);
  return {
    name: model.name,
    architecture: model.architecture,
    languages: model.languages,
    folder,
    hash: hash.digest('hex'),
    size: pins.reduce((sum, { size }) => sum + size, 0),
    parameters: model.parameters,
  };
}

/** Judges every file of a model, in the order of the catalog, and remembers what is trusted for the first time. */
export async function verifyModelFiles(
  model: CatalogModel,
  folder: string,
  judgement: Verification,
  onProblem: (verdict: FileVerdict) => void = () => {},
): Promise<FileVerdict[]> {
  const remembered = readTrustedPins(folder);
  const learned: Record<string, TrustedPin> = {};
  const verdicts: FileVerdict[] = [];
  for (const file of model.files) {
    const verdict = await verifyFile(file, folder, remembered[file.path], judgement);
    if (verdict.problem) onProblem(verdict);
    if (verdict.trusted && verdict.pin) learned[file.path] = verdict.pin;
    verdicts.push(verdict);
  }
  if (Object.keys(learned).length > 0) writeTrustedPins(folder, { ...remembered, ...learned });
  return verdicts;
}

/** What to run when files are missing or wrong. */
export function remedyFor(
  model: CatalogModel,
  folder: string,
  folders: Pick<ModelFolders, 'models'>,
  missing: boolean,
): string {
  const { source, name } = model;
  const own = folder === ownFolder(model, folders);
  if (source.kind === 'repository' || source.kind === 'package') {
    if (own) return `Run \`scribe models rm ${name}\`: then the one that ships with scribe is taken.`;
    return source.kind === 'repository'
      ? `Restore it with \`git checkout -- models/${source.folder}\`, or install scribe again.`
      : 'Run `npm ci` in the folder of scribe to restore it.';
  }
  return missing
    ? `Run \`scribe models pull ${name}\`.`
    : `Run \`scribe models rm ${name}\`, then \`scribe models pull ${name}\`.`;
}

/** Some packages export only their entry point: what lies beside it is found from there. */
function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(name));
  } catch (cause) {
    throw new ScribeError('MODEL', `Looking for models: the package ${name} is not installed.`, {
      hint: 'Run `npm ci` in the folder of scribe.',
      cause,
    });
  }
}
