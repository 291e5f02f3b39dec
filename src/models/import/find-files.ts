import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** A file that may belong to a model. */
export interface FoundFile {
  /** Where its bytes are. */
  readonly path: string;
  /** Its whole name where it was found, with `/` between: what the folders are called says which model it is. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256, where it is known already. */
  readonly sha256?: string;
}

/** A folder with more files than this is not that of a model. */
export const findFilesDefaults = { limit: 50_000 } as const;

/**
 * The file of a path, or all files of a folder and the folders in it. Links to files are followed, those to folders
 * are not: they may lead in circles. Of a Hugging Face cache the snapshots are read: what lies in `blobs` is the same
 * under names that say nothing.
 *
 * @throws Error when the path cannot be read, RangeError when there are too many files.
 */
export function findFiles(path: string): FoundFile[] {
  const root = resolve(path);
  const stat = statSync(root);
  if (!stat.isDirectory()) return [{ path: root, name: portable(root), size: stat.size }];
  const found: FoundFile[] = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    const cached = ['blobs', 'snapshots'].every((name) => entries.some((entry) => entry.name === name));
    for (const entry of entries) {
      const inside = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!cached || entry.name === 'snapshots') folders.push(inside);
        continue;
      }
      const file = statSync(inside, { throwIfNoEntry: false });
      if (!file?.isFile() || entry.name === '.pins.json') continue;
      found.push({ path: inside, name: portable(inside), size: file.size });
      if (found.length > findFilesDefaults.limit)
        throw new RangeError(`${basename(root)} holds more than ${findFilesDefaults.limit} files.`);
    }
  }
  return found;
}

const portable = (path: string): string => path.replaceAll('\\', '/');
