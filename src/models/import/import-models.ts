import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ScribeError } from '../../errors.js';
import { sha256OfFile } from '../../platform/hash-file.js';
import type { CatalogModel } from '../catalog.js';
import { type ModelFolders, ownFolder } from '../installed.js';
import { readTrustedPins, writeTrustedPins } from '../trusted-pins.js';
import { type FoundFile, findFiles } from './find-files.js';
import { type MatchedModel, matchFiles } from './match-files.js';
import { placeCopy, placeMoved } from './place-file.js';
import { isArchive, unpackWanted } from './unpack-archive.js';

export interface ImportOptions {
  readonly folders: ModelFolders;
  readonly signal: AbortSignal;
  /** The model that the files are said to be of; null: their names, sizes and hashes tell. */
  readonly named: CatalogModel | null;
  /** The models that may be imported. */
  readonly catalog: readonly CatalogModel[];
  /** Does the work on a model's folder while no other process does. */
  readonly hold: (name: string, work: () => Promise<void>) => Promise<void>;
}

/**
 * Installs the models that a folder, a file or an archive holds, from that copy and without a network.
 *
 * @returns the models that something was found of, with the files that are still missing.
 * @throws ScribeError MODEL when nothing in it belongs to a model, or it cannot be read or copied.
 */
export async function importModels(
  path: string,
  { folders, signal, named, catalog, hold }: ImportOptions,
): Promise<readonly MatchedModel[]> {
  const models = named ? [named] : catalog;
  const source = resolve(path);
  let staging: string | null = null;
  try {
    mkdirSync(folders.models, { recursive: true });
    let found: readonly FoundFile[];
    let passedOver: readonly FoundFile[] = [];
    if (statSync(source).isFile() && (await isArchive(source))) {
      staging = mkdtempSync(join(folders.models, '.import-'));
      const wanted = models.flatMap((model) => model.files);
      ({ kept: found, passedOver } = await unpackWanted(source, wanted, staging, { signal }));
    } else found = findFiles(source);

    const matched = await matchFiles(models, found, hashOnce(signal), named !== null);
    if (matched.length === 0) throw nothingKnown(path, [...found, ...passedOver], named);
    const uses = matched.flatMap((match) => match.files.map(({ found }) => found.path));
    const once = (found: FoundFile) => uses.filter((used) => used === found.path).length === 1;
    const movable = (found: FoundFile) => staging !== null && once(found);
    for (const match of matched)
      await hold(match.model.name, () => install(match, ownFolder(match.model, folders), movable, signal));
    return matched;
  } catch (cause) {
    if (cause instanceof ScribeError || signal.aborted) throw cause;
    throw new ScribeError('MODEL', `Importing ${path} failed: ${(cause as Error).message}`, {
      hint: `Check that it can be read, that ${folders.models} can be written, and that its disk has room.`,
      cause,
    });
  } finally {
    if (staging) rmSync(staging, { recursive: true, force: true });
  }
}

/** The hash of each file, computed when it is first asked for. */
function hashOnce(signal: AbortSignal): (found: FoundFile) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return ({ path, sha256 }) => {
    const hash = known.get(path) ?? (sha256 ? Promise.resolve(sha256) : sha256OfFile(path, { signal }));
    known.set(path, hash);
    return hash;
  };
}

/**
 * Puts the files in their places, and remembers the hashes of those that the catalog does not pin.
 * @param movable whether a file may be moved instead of copied
 */
async function install(
  { files }: MatchedModel,
  folder: string,
  movable: (found: FoundFile) => boolean,
  signal: AbortSignal,
): Promise<void> {
  for (const { file, found, sha256 } of files) {
    const target = join(folder, file.path);
    if (found.path === target) continue;
    if (movable(found)) await placeMoved(found.path, target);
    else await placeCopy(found.path, target, sha256, signal);
  }
  const loose = files.filter(({ file }) => file.sha256 === null);
  if (loose.length === 0) return;
  const pins = loose.map(({ file, found, sha256 }) => [file.path, { size: found.size, sha256 }]);
  writeTrustedPins(folder, { ...readTrustedPins(folder), ...Object.fromEntries(pins) });
}

function nothingKnown(path: string, found: readonly FoundFile[], asked: CatalogModel | null): ScribeError {
  const some = found.slice(0, 8).map(({ name, size }) => `${basename(name)} (${size} bytes)`);
  const more = found.length > some.length ? ` and ${found.length - some.length} more` : '';
  const what = some.length > 0 ? `Found: ${some.join(', ')}${more}.` : 'Nothing in it could be a model.';
  return new ScribeError(
    'MODEL',
    asked
      ? `Importing ${path}: it has no file of ${asked.name}. ${what}`
      : `Importing ${path}: it has no model that scribe knows. ${what}`,
    {
      hint: asked
        ? `It needs ${asked.files.map((file) => file.path).join(', ')}.`
        : 'Say which model it is with --name; `scribe models list` shows them all.',
    },
  );
}
