import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import { endsLikeRecording, whyNoRecording } from '../audio/formats/signatures.js';
import { openFile } from '../audio/input-file.js';
import { fsPath, nameOf, readableName } from '../platform/file-names.js';
import { isSidecar } from '../settings/read-sidecar.js';

/** A file in a folder that is not processed. */
export interface PassedOver {
  readonly path: string;
  /** What it is, for instance `a text file`. */
  readonly reason: string;
}

export interface Found {
  readonly recordings: readonly string[];
  readonly passedOver: readonly PassedOver[];
}

/** Files that are opened at the same time. */
const atOnce = 16;
/** Enough for every signature. */
const headBytes = 4096;

/** A file in a folder, whatever it is. */
interface ListedFile {
  /** Relative to the folder. */
  readonly name: string;
  readonly entry: Dirent<Buffer>;
}

interface Listing {
  readonly files: readonly ListedFile[];
  /** Folders that cannot be read, relative to the folder; the folder itself is the empty name. */
  readonly unreadable: readonly string[];
  /** Hidden folders, relative to the folder. */
  readonly hidden: readonly string[];
}

/**
 * The files below a folder. Links to folders are not followed.
 *
 * @param absolute path of the folder.
 * @param entersFolder whether to look into a folder, by its absolute path.
 */
export async function listFiles(absolute: string, entersFolder: (path: string) => boolean): Promise<Listing> {
  const files: ListedFile[] = [];
  const unreadable: string[] = [];
  const hidden: string[] = [];
  const folders = [''];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    let entries: Dirent<Buffer>[];
    try {
      const options = { withFileTypes: true, encoding: 'buffer' } as const;
      entries = await readdir(fsPath(join(absolute, below)), options);
    } catch {
      unreadable.push(below);
      continue;
    }
    for (const entry of entries) {
      const own = nameOf(entry.name);
      const name = join(below, own);
      if (!entry.isDirectory()) files.push({ name, entry });
      else if (own.startsWith('.')) hidden.push(name);
      else if (entersFolder(join(absolute, name))) folders.push(name);
    }
  }
  return { files, unreadable, hidden };
}

/**
 * The recordings below a folder, by their extensions, else by their first bytes. Links to files are followed, links to
 * folders are not. What only looks like a recording fails by itself later.
 *
 * @param ours absolute paths of scribe's own folders, which are not searched.
 */
export async function findRecordings(
  folder: string,
  absolute: string,
  ours: ReadonlySet<string>,
): Promise<Found> {
  const { files, unreadable, hidden } = await listFiles(absolute, (path) => !ours.has(path));
  // Passing a folder over would lose recordings silently: as an input it fails by itself, and says why.
  const recordings = unreadable.map((name) => join(folder, name));
  const passedOver = hidden.map((name) => ({ path: join(folder, name), reason: 'a hidden folder' }));
  const look = async ({ name, entry }: ListedFile) => {
    const reason = await whyPassedOver(join(absolute, name), entry);
    if (reason === null) recordings.push(join(folder, name));
    else passedOver.push({ path: join(folder, name), reason });
  };
  for (let at = 0; at < files.length; at += atOnce) await Promise.all(files.slice(at, at + atOnce).map(look));
  return { recordings: recordings.sort(), passedOver: passedOver.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Extensions that browsers and other programs give to files that they are still writing. */
const unfinished = /\.(part|partial|crdownload|download|opdownload|aria2|!ut|tmp)$/i;

/** Why a sidecar is passed over, unless its recording is found too. */
export const lonelySidecar = 'it says something about a recording that is not here';

/** What a file is that is no recording; null: it is one, or looks like one. */
export async function whyPassedOver(
  path: string,
  entry: Pick<Dirent<Buffer>, 'isFile' | 'isFIFO' | 'isSocket' | 'isSymbolicLink'>,
): Promise<string | null> {
  const name = basename(path);
  if (name.startsWith('.')) return 'a hidden file';
  if (unfinished.test(name)) return 'an unfinished download';
  if (isSidecar(name)) return lonelySidecar;
  let stats: Stats | undefined;
  if (entry.isSymbolicLink()) {
    try {
      stats = statSync(fsPath(path), { throwIfNoEntry: false });
    } catch {
      return 'a link that leads in a circle, or to something unreadable';
    }
    if (!stats) return 'a link to nothing';
    if (stats.isDirectory()) return 'a link to a folder';
  }
  const type = stats ?? entry;
  if (type.isFIFO()) return 'a pipe';
  if (type.isSocket()) return 'a socket';
  if (!type.isFile()) return 'a device';
  const extension = extname(name).slice(1);
  if (endsLikeRecording(extension)) return null;
  try {
    return whyNoRecording(await headOf(path), extension);
  } catch (error) {
    return `unreadable (${(error as Error).message})`;
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await openFile(path, readableName(path));
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Those of scribe's own folders that lie below a folder. */
export const foldersBelow = (folder: string, own: readonly string[]): ReadonlySet<string> =>
  new Set(own.filter((path) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)));
