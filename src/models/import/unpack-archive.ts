import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadEntry } from 'tar';
import type { CatalogFile } from '../catalog.js';
import type { FoundFile } from './find-files.js';
import { writeHashed } from './place-file.js';
import { readArchive } from './read-archive.js';

/** What an archive may cost at most, whoever made it. */
export const unpackDefaults = {
  entries: 100_000,
  /** Bytes of all its entries together, those that are passed over too. */
  bytes: 64 * 2 ** 30,
  /** Bytes of a file whose size the catalog does not know. */
  unknownFile: 4 * 2 ** 30,
  /** Files of one name that are kept where only the name speaks for them. */
  ofOneName: 4,
  /** Entries that are passed over and named all the same. */
  named: 8,
} as const;

/** What tar calls ordinary files: links and devices are never followed or made. */
const fileTypes: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile']);

export type UnpackLimits = { readonly [K in keyof typeof unpackDefaults]: number };

export interface Unpacked {
  readonly kept: readonly FoundFile[];
  /** Some of the entries that belong to no model, for messages. */
  readonly passedOver: readonly FoundFile[];
}

/**
 * Reads a .tar, .tar.gz or .tar.bz2 and writes the entries that may be one of the wanted files into a folder, under
 * numbers: no name of the archive becomes a path. An entry is written when its size is that of a pinned file, and kept
 * when its hash is; or when it is called like a file without a pin.
 *
 * @throws Error when the archive is damaged or beyond the limits.
 */
export async function unpackWanted(
  archive: string,
  wanted: readonly CatalogFile[],
  folder: string,
  { signal, limits = unpackDefaults }: { signal?: AbortSignal; limits?: UnpackLimits } = {},
): Promise<Unpacked> {
  const hashes = new Set(wanted.flatMap(({ sha256 }) => sha256 ?? []));
  const sizes = new Set(wanted.flatMap(({ sha256, size }) => (sha256 && size ? size : [])));
  const loose = wanted.filter(({ sha256 }) => sha256 === null);
  const seen = new Map<string, number>();
  const kept: FoundFile[] = [];
  const passedOver: FoundFile[] = [];
  let entries = 0;
  let bytes = 0;

  const foundAs = (entry: ReadEntry): FoundFile => ({
    path: archive,
    name: `${archive.replaceAll('\\', '/')}/${entry.path}`,
    size: entry.size,
  });
  const passOver = (entry: ReadEntry) => {
    if (passedOver.length < limits.named) passedOver.push(foundAs(entry));
  };
  const isLoose = (baseName: string, size: number) =>
    loose.some(
      (file) =>
        [file.path, file.remote ?? file.path].some((path) => path.split('/').at(-1) === baseName) &&
        size === (file.size ?? size),
    );
  const look = async (entry: ReadEntry) => {
    entries++;
    bytes += entry.size;
    if (entries > limits.entries || bytes > limits.bytes)
      throw new RangeError(
        `it holds more than ${entries > limits.entries ? `${limits.entries} entries` : `${limits.bytes} bytes`}.`,
      );
    const baseName = entry.path.split('/').at(-1)!;
    const byName =
      isLoose(baseName, entry.size) &&
      entry.size <= limits.unknownFile &&
      (seen.get(baseName) ?? 0) < limits.ofOneName;
    if (!fileTypes.has(entry.type) || !(byName || sizes.has(entry.size))) {
      passOver(entry);
      entry.resume();
      return;
    }
    if (byName) seen.set(baseName, (seen.get(baseName) ?? 0) + 1);
    const path = join(folder, String(entries));
    const { sha256, size } = await writeHashed(path, entry as AsyncIterable<Uint8Array>, entry.size);
    if (!byName && !hashes.has(sha256)) {
      passOver(entry);
      return rm(path);
    }
    kept.push({ ...foundAs(entry), path, size, sha256 });
  };
  await readArchive(archive, look, signal);
  return { kept, passedOver };
}
