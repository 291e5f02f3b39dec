import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { crc32 } from 'node:zlib';

/** Where optimized networks of a model are kept, so that the next session need not optimize them again. */
export interface GraphCache {
  /** Made if needed. If it cannot be written, nothing is kept. */
  readonly folder: string;
  /** Hash of the model's files. */
  readonly model: string;
}

export const graphCacheDefaults = {
  /** Files that nobody has opened for so long go when another one comes. */
  days: 30,
} as const;

const dayMs = 86_400_000;
const ending = '.ort';
const unfinished = '.part';

/** A place for one optimized network. */
export interface KeptGraph {
  /** Path of the network, whole and undamaged; null: there is none. */
  readonly find: () => string | null;
  /** A file of this user alone that a session may write into; null: the folder takes none. */
  readonly begin: () => string | null;
  /** Keeps what was written. Nobody else sees it before it is complete. */
  readonly keep: (written: string) => void;
  /** Deletes the network, or what was begun. */
  readonly remove: (path: string) => void;
}

/**
 * The place of a network. Its name says what decides how it was optimized: the bytes, the library, the kind of
 * processor and the options; and its checksum, because a damaged network may still open.
 *
 * @param decidedBy the library's version and whatever it is told about optimizing
 */
export function keptGraph(
  { folder, model }: GraphCache,
  network: string,
  decidedBy: Readonly<Record<string, unknown>>,
): KeptGraph {
  const decided = JSON.stringify([model, basename(network), processorKind(), decidedBy]);
  const name = createHash('sha256').update(decided).digest('hex').slice(0, 32);
  const remove = (path: string) => rmSync(path, { force: true });
  const isOurs = (file: string) => file.startsWith(`${name}-`) && file.endsWith(ending);
  return {
    remove,
    find() {
      try {
        for (const file of readdirSync(folder)) {
          if (!isOurs(file)) continue;
          const path = join(folder, file);
          if (file === `${name}-${checksum(path)}${ending}`) {
            touch(path);
            return path;
          }
          remove(path);
        }
      } catch {
        // No folder, or none that can be read: nothing is kept.
      }
      return null;
    },
    begin() {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        sweep(folder);
        const path = join(folder, `${name}-${process.pid}-${threadId}${unfinished}`);
        closeSync(openSync(path, 'w', 0o600));
        return path;
      } catch {
        return null;
      }
    },
    keep(written) {
      try {
        // Another thread may have been first. The library does not write the same bytes twice.
        if (readdirSync(folder).some(isOurs)) return remove(written);
        renameSync(written, join(folder, `${name}-${checksum(written)}${ending}`));
      } catch {
        remove(written);
      }
    },
  };
}

/** Checksum of a file, read in pieces: 20 ms for 60 MB. */
function checksum(path: string): string {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const piece = Buffer.alloc(1 << 20);
    let sum = 0;
    for (let at = 0; at < size; ) {
      const read = readSync(file, piece, 0, piece.length, at);
      if (read === 0) break;
      sum = crc32(piece.subarray(0, read), sum);
      at += read;
    }
    return `${size}-${sum.toString(16)}`;
  } finally {
    closeSync(file);
  }
}

/** Notes that a file was used. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // A cache that cannot be written is still good to read.
  }
}

/** Deletes what nobody has used for long, and what a killed process began. */
function sweep(folder: string): void {
  const oldest = Date.now() - graphCacheDefaults.days * dayMs;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (mtimeMs < (file.endsWith(unfinished) ? Date.now() - dayMs : oldest)) rmSync(path, { force: true });
  }
}

let kind: string | undefined;

/** What decides which kernels the library takes: the processor's name and, where it can be read, its abilities. */
function processorKind(): string {
  if (kind !== undefined) return kind;
  let flags = '';
  try {
    flags = /^(?:flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
  } catch {
    // Not Linux: the name has to do.
  }
  kind = `${process.platform} ${process.arch} ${cpus()[0]?.model ?? ''} ${flags}`;
  return kind;
}
