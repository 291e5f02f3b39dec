import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** A file that may belong to a model. */
export interface FoundFile {
  /** Where its bytes are. */
  readonly path: string;
  /** Its path where it was found, separated by `/`: names of folders tell which model it belongs to. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256, if it is known already. */
  readonly sha256?: string;
}

/** A folder with more files than this is no model folder. */
const findFilesDefaults = { limit: 50_000 } as const;

/**
 * The file at a path, or all files below a folder. Links to files are followed, links to folders are not: they may
 * form cycles. Of a Hugging Face cache only the snapshots are read: `blobs` holds the same files under hashes.
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
