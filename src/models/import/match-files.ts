import type { CatalogFile, CatalogModel } from '../catalog.js';
import type { FoundFile } from './find-files.js';

/** A model and those of the found files that belong to it. */
export interface MatchedModel {
  readonly model: CatalogModel;
  readonly files: readonly {
    readonly file: CatalogFile;
    readonly found: FoundFile;
    readonly sha256: string;
  }[];
  readonly missing: readonly CatalogFile[];
}

/** Hex SHA-256 of a found file; called only when the size fits. */
export type HashOf = (found: FoundFile) => Promise<string>;

/**
 * Finds the models that a set of files contains. A pinned file is recognized by its hash, whatever its name and place.
 * A file without a pin is recognized by its name, and only beside files that identify the model: every Whisper has a
 * `config.json`.
 *
 * @param models the candidates
 * @param named the user has named this one model
 */
export async function matchFiles(
  models: readonly CatalogModel[],
  found: readonly FoundFile[],
  hashOf: HashOf,
  named: boolean,
): Promise<MatchedModel[]> {
  const pinnedMatch = async (file: CatalogFile) => {
    for (const candidate of found)
      if (candidate.size === file.size && (await hashOf(candidate)) === file.sha256) return candidate;
    return undefined;
  };
  const recognized: {
    model: CatalogModel;
    root: string | null;
    pinned: Map<string, FoundFile>;
    byHash: boolean;
  }[] = [];
  for (const model of models) {
    const pinned = new Map<string, FoundFile>();
    for (const file of model.files) {
      const match = file.sha256 === null ? undefined : await pinnedMatch(file);
      if (match) pinned.set(file.path, match);
    }
    const weights = largestPinnedNetwork(model);
    const anchor = weights && pinned.get(weights.path);
    const root = anchor ? rootOf(anchor.name, weights) : rootByName(model, found);
    if (named || root !== null) recognized.push({ model, root, pinned, byHash: Boolean(anchor) });
  }
  const alone = recognized.length === 1;
  // A file that belongs to one model by its hash cannot belong to another by its name.
  const taken = new Set(recognized.flatMap(({ pinned }) => [...pinned.values()]));
  const free = found.filter((candidate) => !taken.has(candidate));
  const matched: MatchedModel[] = [];
  for (const { model, root, pinned, byHash } of recognized) {
    const files: MatchedModel['files'][number][] = [];
    for (const file of model.files) {
      const match =
        pinned.get(file.path) ?? (file.sha256 ? undefined : byName(file, model, free, root, alone));
      if (match) files.push({ file, found: match, sha256: await hashOf(match) });
    }
    const missing = model.files.filter((file) => !files.some((match) => match.file === file));
    // A folder's name alone proves little: without a network the other files may belong to any model.
    const sure = named || byHash || files.some(({ file }) => isNetwork(file));
    if (files.length > 0 && sure) matched.push({ model, files, missing });
  }
  return matched;
}

/** The file that identifies a model: many models share tokenizers and settings. */
function largestPinnedNetwork(model: CatalogModel): CatalogFile | undefined {
  return model.files
    .filter((file) => file.sha256 !== null && isNetwork(file))
    .sort((a, b) => (b.size ?? 0) - (a.size ?? 0))[0];
}

const isNetwork = ({ path }: CatalogFile): boolean => /\.onnx(_data|\.data)?$/.test(path);

/** The folder of a model, derived from the path of one of its files; ends with `/`. */
function rootOf(name: string, file: CatalogFile): string {
  const inside = [file.remote ?? file.path, file.path].find((path) => name.endsWith(`/${path}`));
  return inside ? name.slice(0, -inside.length) : name.slice(0, name.lastIndexOf('/') + 1);
}

/**
 * The folder or archive that is named after the model or its repository, as in the cache of Hugging Face; ends with
 * `/`. Null when there is none.
 */
function rootByName(model: CatalogModel, found: readonly FoundFile[]): string | null {
  const { source } = model;
  const names = [model.name];
  if ('repo' in source && source.kind === 'huggingface')
    names.push(source.repo.split('/').at(-1)!, `models--${source.repo.replaceAll('/', '--')}`);
  for (const { name } of found) {
    const folders = name.split('/').slice(0, -1);
    const at = folders.findLastIndex((folder) =>
      names.includes(folder.replace(/\.(tar|tgz|tar\.gz|tar\.bz2)$/, '')),
    );
    if (at >= 0) return `${folders.slice(0, at + 1).join('/')}/`;
  }
  return null;
}

/** The found file with the name of a file that has no pin. */
function byName(
  file: CatalogFile,
  model: CatalogModel,
  found: readonly FoundFile[],
  root: string | null,
  alone: boolean,
): FoundFile | undefined {
  const baseName = file.path.split('/').at(-1)!;
  const remoteName = (file.remote ?? file.path).split('/').at(-1)!;
  const called = found.filter(
    ({ name, size }) =>
      [baseName, remoteName].includes(name.split('/').at(-1)!) && size === (file.size ?? size),
  );
  const near = root === null ? called : called.filter(({ name }) => name.startsWith(root));
  if (near.length === 0) return alone && called.length === 1 ? called[0] : undefined;
  const revision = 'revision' in model.source ? model.source.revision : null;
  const closeness = ({ name }: FoundFile) =>
    (revision && name.includes(`/${revision}/`) ? 4 : 0) +
    (name.endsWith(`/${file.remote ?? file.path}`) ? 2 : 0) +
    (name.endsWith(`/${file.path}`) ? 1 : 0);
  return near.reduce((best, other) => (closeness(other) > closeness(best) ? other : best));
}
