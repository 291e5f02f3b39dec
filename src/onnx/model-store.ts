import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScribeError } from '../errors.js';
import type { CatalogModel } from './model-catalog.js';

const repositoryModels = fileURLToPath(new URL('../../models/', import.meta.url));

/** A model whose files are there, as plain data that can cross to a worker. */
export interface InstalledModel {
  readonly name: string;
  readonly architecture: string;
  readonly languages: readonly string[];
  readonly folder: string;
  /** One hash over the hashes of all files: it changes when any file does. */
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

/** The folder that holds the model's files, or the first one of the candidates when none has them. */
export function modelFolder(model: CatalogModel, folders: ModelFolders): string {
  const own = join(folders.models, model.name);
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
  return model.files
    .filter((file) => statSync(join(folder, file.path), { throwIfNoEntry: false })?.size !== file.size)
    .map((file) => join(folder, file.path));
}

/**
 * Finds a model's files and checks their sizes and SHA-256. A file that was verified once is not hashed again
 * until its size or its time of change differs.
 *
 * @throws ScribeError MODEL when a file is missing or is not the one that the catalog pins.
 */
export async function verifyModel(model: CatalogModel, folders: ModelFolders): Promise<InstalledModel> {
  const folder = modelFolder(model, folders);
  const hint = remedyFor(model);
  const ledger = readLedger(folders.cache);
  let learned = false;
  for (const file of model.files) {
    const path = join(folder, file.path);
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (!stat)
      throw new ScribeError('MODEL', `Loading the model ${model.name}: ${path} is missing.`, { hint });
    if (stat.size !== BigInt(file.size))
      throw new ScribeError(
        'MODEL',
        `Loading the model ${model.name}: ${path} has ${stat.size} bytes instead of ${file.size}.`,
        { hint },
      );
    const stamp = `${file.sha256} ${stat.size} ${stat.mtimeNs} ${stat.ino}`;
    if (ledger[path] === stamp) continue;
    const sha256 = await hashFile(path);
    if (sha256 !== file.sha256)
      throw new ScribeError(
        'MODEL',
        `Loading the model ${model.name}: ${path} is not the file that the catalog pins (its SHA-256 is ${sha256}).`,
        { hint },
      );
    ledger[path] = stamp;
    learned = true;
  }
  if (learned) writeLedger(folders.cache, ledger);
  const hash = createHash('sha256');
  for (const file of model.files) hash.update(`${file.path} ${file.sha256}\n`);
  return {
    name: model.name,
    architecture: model.architecture,
    languages: model.languages,
    folder,
    hash: hash.digest('hex'),
    size: model.files.reduce((sum, file) => sum + file.size, 0),
    parameters: model.parameters,
  };
}

function remedyFor({ name, source }: CatalogModel): string {
  switch (source.kind) {
    case 'repository':
      return `Restore it with \`git checkout -- models/${source.folder}\`, or install scribe again.`;
    case 'package':
      return 'Run `npm ci` in the folder of scribe to restore it.';
    default:
      return `Run \`scribe models pull ${name}\`.`;
  }
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

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

type Ledger = Record<string, string>;

const ledgerPath = (cache: string) => join(cache, 'verified-models.json');

/** What was verified before. A ledger that cannot be read costs only time: the files are hashed again. */
function readLedger(cache: string): Ledger {
  try {
    const parsed: unknown = JSON.parse(readFileSync(ledgerPath(cache), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Ledger) : {};
  } catch {
    return {};
  }
}

function writeLedger(cache: string, ledger: Ledger): void {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const temporary = `${ledgerPath(cache)}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(ledger, null, 1), { mode: 0o600 });
  renameSync(temporary, ledgerPath(cache));
}
