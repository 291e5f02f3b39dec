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

/** A model whose files are all there, as plain data that can be posted to a worker. */
export interface InstalledModel {
  readonly name: string;
  readonly architecture: string;
  readonly languages: readonly string[];
  readonly folder: string;
  /** One hash of everything that decides the model's answers: the hashes of its files and the catalog's parameters. */
  readonly hash: string;
  /** Bytes of all files. */
  readonly size: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ModelFolders {
  /** Folder of the user's own models, searched before the ones that ship. */
  readonly models: string;
  /** Folder of the verification cache. */
  readonly cache: string;
}

/** Folder of the user's own copy of a model, whether it exists yet or not. */
export const ownFolder = (model: CatalogModel, folders: Pick<ModelFolders, 'models'>): string =>
  join(folders.models, model.name);

/** Null when the file is missing or cannot be read. */
function sizeOf(path: string): number | null {
  try {
    return statSync(path).size;
  } catch {
    return null;
  }
}

/** The folder that holds the model's files: the user's own, unless the model ships and the user's copy is incomplete. */
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

/** Files of a model that are missing or have the wrong size, found without reading their bytes. */
export function missingFiles(model: CatalogModel, folder: string): string[] {
  const remembered = readTrustedPins(folder);
  return model.files
    .filter((file) => {
      const size = sizeOf(join(folder, file.path));
      return size === null || size !== (file.size ?? remembered[file.path]?.size ?? size);
    })
    .map((file) => join(folder, file.path));
}

/** Whether all files of a model exist with the right sizes. */
export function isInstalled(model: CatalogModel, folders: Pick<ModelFolders, 'models'>): boolean {
  return missingFiles(model, modelFolder(model, folders)).length === 0;
}

/**
 * Finds a model's files and checks their sizes and SHA-256. A file that nothing pins is trusted the first time and
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
  const cache = readVerificationCache(folders.cache);
  const known = { ...cache };
  const verdicts = await verifyModelFiles(model, folder, { cache, signal }, (verdict) => {
    throw new ScribeError('MODEL', `Loading the model ${model.name}: ${verdict.problem?.text}.`, {
      hint: remedyFor(model, folder, folders, verdict.problem?.kind === 'missing'),
    });
  });
  if (Object.keys(cache).some((path) => cache[path] !== known[path]))
    writeVerificationCache(folders.cache, cache);
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

/** Verifies every file of a model in the catalog's order, and remembers pins of those trusted for the first time. */
export async function verifyModelFiles(
  model: CatalogModel,
  folder: string,
  verification: Verification,
  onProblem: (verdict: FileVerdict) => void = () => {},
): Promise<FileVerdict[]> {
  const remembered = readTrustedPins(folder);
  const learned: Record<string, TrustedPin> = {};
  const verdicts: FileVerdict[] = [];
  for (const file of model.files) {
    const verdict = await verifyFile(file, folder, remembered[file.path], verification);
    if (verdict.problem) onProblem(verdict);
    if (verdict.trusted && verdict.pin) learned[file.path] = verdict.pin;
    verdicts.push(verdict);
  }
  if (Object.keys(learned).length > 0) writeTrustedPins(folder, { ...remembered, ...learned });
  return verdicts;
}

/** The command to run when files are missing or wrong. */
export function remedyFor(
  model: CatalogModel,
  folder: string,
  folders: Pick<ModelFolders, 'models'>,
  missing: boolean,
): string {
  const { source, name } = model;
  const own = folder === ownFolder(model, folders);
  if (source.kind === 'repository' || source.kind === 'package') {
    if (own) return `Run \`scribe models rm ${name}\`: then scribe uses the one that it ships with.`;
    return source.kind === 'repository'
      ? `Restore it with \`git checkout -- models/${source.folder}\`, or install scribe again.`
      : 'Run `npm ci` in the folder of scribe to restore it.';
  }
  return missing
    ? `Run \`scribe models pull ${name}\`.`
    : `Run \`scribe models rm ${name}\`, then \`scribe models pull ${name}\`.`;
}

/** Some packages export only their entry point, so their other files are found relative to it. */
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
