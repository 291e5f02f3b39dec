import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { type CatalogModel, findInCatalog, isShipped, readCatalog } from '../../models/catalog.js';
import { type FoundFile, findFiles } from '../../models/import/find-files.js';
import { type MatchedModel, matchFiles } from '../../models/import/match-files.js';
import { placeCopy, placeMoved } from '../../models/import/place-file.js';
import { isArchive, unpackWanted } from '../../models/import/unpack-archive.js';
import { ownFolder } from '../../models/installed.js';
import { readTrustedPins, writeTrustedPins } from '../../models/trusted-pins.js';
import { sha256OfFile } from '../../platform/hash-file.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { holdModel } from './lock.js';

/**
 * `scribe models import PATH`: installs what a folder, a file or an archive holds of the catalog's models.
 * @returns the exit status: 4 when files of a model are still missing.
 * @throws ScribeError MODEL when nothing in it belongs to a model, or it cannot be read or copied.
 */
export async function importModel(
  context: CommandContext,
  path: string,
  options: { readonly name?: string },
  catalog: readonly CatalogModel[] = readCatalog(),
): Promise<number> {
  const models = options.name
    ? [requireForeign(findInCatalog(options.name, null, catalog))]
    : catalog.filter((model) => !isShipped(model));
  const named = options.name !== undefined;
  const { folders, signal } = context;
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

    const matched = await matchFiles(models, found, hashOnce(signal), named);
    if (matched.length === 0) throw nothingKnown(path, [...found, ...passedOver], named ? models[0] : null);
    const uses = matched.flatMap((match) => match.files.map(({ found }) => found.path));
    const once = (found: FoundFile) => uses.filter((used) => used === found.path).length === 1;
    const movable = (found: FoundFile) => staging !== null && once(found);
    for (const match of matched)
      await holdModel(context, match.model.name, 'Importing', () =>
        install(match, ownFolder(match.model, folders), movable, signal),
      );
    report(context, matched);
    return matched.every(({ missing }) => missing.length === 0) ? 0 : exitStatus.MODEL;
  } catch (cause) {
    if (cause instanceof ScribeError || signal.aborted) throw cause;
    throw new ScribeError('MODEL', `Importing ${path} failed: ${(cause as Error).message}`, {
      hint: `Check that it can be read, and that ${folders.models} can be written and has room.`,
      cause,
    });
  } finally {
    if (staging) rmSync(staging, { recursive: true, force: true });
  }
}

function requireForeign(model: CatalogModel): CatalogModel {
  if (!isShipped(model)) return model;
  throw new ScribeError('MODEL', `Importing ${model.name}: it ships with scribe and is there already.`);
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
 * Puts the files in their places and remembers those that nothing pins.
 * @param movable whether a file may be taken away from where it was found
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
    for (const path of trusted) writeLine(context.out, `  ${path} is not pinned: trusted now and remembered`);
    for (const path of missing) writeLine(context.out, `  ${path} is missing`);
  }
}

function nothingKnown(path: string, found: readonly FoundFile[], asked: CatalogModel | null): ScribeError {
  const some = found.slice(0, 8).map(({ name, size }) => `${basename(name)} (${size} bytes)`);
  const more = found.length > some.length ? ` and ${found.length - some.length} more` : '';
  const what = some.length > 0 ? `Found: ${some.join(', ')}${more}.` : 'Nothing in it could be one.';
  return new ScribeError(
    'MODEL',
    asked
      ? `Importing ${path}: no file of ${asked.name} is in it. ${what}`
      : `Importing ${path}: scribe recognizes no model in it. ${what}`,
    {
      hint: asked
        ? `It needs ${asked.files.map((file) => file.path).join(', ')}.`
        : 'Say which model it is with --name; `scribe models list` shows them all.',
    },
  );
}
