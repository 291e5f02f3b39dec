import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import bunzip from 'unbzip2-stream';
import type { CatalogFile } from '../catalog.js';
import type { FoundFile } from './find-files.js';
import { writeHashed } from './place-file.js';

/** Limits that protect against hostile archives. */
export const unpackDefaults = {
  entries: 100_000,
  /** Bytes of all entries together, including those that are skipped. */
  bytes: 64 * 2 ** 30,
  /** Bytes of a file whose size is not in the catalog. */
  unknownFile: 4 * 2 ** 30,
  /** Files of one name that are kept when nothing but the name identifies them. */
  ofOneName: 4,
  /** Skipped entries that are reported. */
  named: 8,
} as const;

/** Types of ordinary files in tar: links and devices are never created. */
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

/** Whether a file begins like a tar archive, compressed or not. */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.subarray(0, bytesRead);
    return isBzip2(head) || isGzip(head) || head.toString('latin1', 257, 262) === 'ustar';
  } finally {
    await file.close();
  }
}

/**
 * Reads a .tar, .tar.gz or .tar.bz2, no faster than its entries are consumed.
 *
 * @param look called with each entry; it must read or resume it
 * @throws what `look` throws; Error when the archive is damaged or truncated
 */
async function readArchive(
  path: string,
  look: (entry: ReadEntry) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const source = await openArchive(path);
  const failure = new AbortController();
  const fail = (error: unknown) => failure.abort(error);
  let looking: Promise<unknown> = Promise.resolve();
  let current: ReadEntry | null = null;
  const parser = new Parser({
    onReadEntry: (entry) => {
      current = entry;
      // Without a listener, an entry throws its error when it is destroyed.
      entry.on('error', () => {});
      const looked = look(entry);
      looked.catch(fail);
      looking = looking.then(() => looked);
      looking.catch(() => {});
    },
    onwarn: (code, message) => {
      if (code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ENTRY_INVALID') fail(new Error(String(message)));
    },
  });
  parser.on('error', fail);
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const ended = once(parser, 'end', { signal: either });
  ended.catch(() => {});
  try {
    for await (const chunk of source) {
      either.throwIfAborted();
      if (!parser.write(chunk as Buffer)) await once(parser, 'drain', { signal: either });
    }
    parser.end();
    await ended;
    await looking;
  } catch (error) {
    failure.abort(error);
    // A consumer may still be waiting for the rest of this entry.
    (current as ReadEntry | null)?.destroy(error as Error);
    await looking.catch(() => {});
    throw either.reason ?? error;
  } finally {
    source.destroy();
  }
}

/**
 * The bytes of the tar. It is unpacked as fast as it is read, and no faster: a thousandth of an archive's size may be all
 * that a hostile one takes on the disk.
 */
async function openArchive(path: string): Promise<Readable> {
  const file = await open(path, 'r');
  const { buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
  await file.close();
  const unpacker = isBzip2(buffer) ? bunzip() : isGzip(buffer) ? createGunzip({ chunkSize: 1 << 18 }) : null;
  // The unpacker of bzip2 gives all that a piece holds at once: 45 bytes may be 900 kB.
  const packed = createReadStream(path, { highWaterMark: isBzip2(buffer) ? 1 << 12 : 1 << 20 });
  if (!unpacker) return packed;
  const plain = new PassThrough();
  packed.on('error', (error) => plain.destroy(error));
  unpacker.on('error', (error) => plain.destroy(error));
  plain.on('close', () => packed.destroy());
  packed.pipe(unpacker).pipe(plain);
  return plain;
}

const isBzip2 = (head: Buffer): boolean => head.toString('latin1', 0, 3) === 'BZh';
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;
