import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { threadId } from 'node:worker_threads';
import { ScribeError } from '../errors.js';
import { readingError } from './input-file.js';

export interface WorkFiles {
  /** The bytes of standard input, while they are decoded. */
  readonly input: string;
  /** The decoded audio, while it is written: 0 is the mono file, then its tracks. */
  readonly pcm: (file: number) => string;
  /** The decoded audio when it is complete: should another process ever get the same name, it is the same audio. */
  readonly complete: (contentFp: string, file: number) => string;
}

/** How many recordings this thread has begun to decode: no two of its working files share a name. */
let begun = 0;

/** Names for working files of this process in its folder of the spool, which is made when it is not there. */
export async function workFiles(folder: string): Promise<WorkFiles> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw spoolingError(folder, cause);
  }
  const name = `${process.pid}-${threadId}-${begun++}`;
  return {
    input: join(folder, `decode-${name}.input.part`),
    pcm: (file) => join(folder, `decode-${name}.pcm${numbered(file)}.part`),
    complete: (contentFp, file) => join(folder, `${contentFp}-${name}${numbered(file)}.pcm`),
  };
}

const numbered = (file: number): string => (file === 0 ? '' : `.${file}`);

/** A working file that is written from its beginning to its end. */
export interface Spool {
  write(bytes: Uint8Array): Promise<void>;
  /** So many zero bytes, which take no room on the disk where the file system can do that. */
  skip(bytes: number): Promise<void>;
}

/**
 * Makes a file of this user alone, lets `fill` write it in pieces, and flushes it to the disk.
 *
 * @throws ScribeError OUTPUT when it cannot be written, and whatever `fill` throws.
 */
export async function writeSpool<T>(
  path: string,
  folder: string,
  fill: (spool: Spool) => Promise<T>,
): Promise<T> {
  const fail = (cause: unknown): never => {
    throw spoolingError(folder, cause);
  };
  const file = await open(path, 'w', 0o600).catch(fail);
  let size = 0;
  try {
    const result = await fill({
      async write(bytes) {
        for (let at = 0; at < bytes.length; ) {
          const { bytesWritten } = await file.write(bytes, at, bytes.length - at, size).catch(fail);
          at += bytesWritten;
          size += bytesWritten;
        }
      },
      async skip(bytes) {
        size += bytes;
        await file.truncate(size).catch(fail);
      },
    });
    await file.sync().catch(fail);
    return result;
  } finally {
    await file.close();
  }
}

/** The same with several files at once. */
export async function writeSpools<T>(
  paths: readonly string[],
  folder: string,
  fill: (spools: readonly Spool[]) => Promise<T>,
  spools: readonly Spool[] = [],
): Promise<T> {
  const [path, ...others] = paths;
  if (path === undefined) return fill(spools);
  return writeSpool(path, folder, (spool) => writeSpools(others, folder, fill, [...spools, spool]));
}

/**
 * Copies a stream into a file (containers such as MP4 have to be read back and forth) and hashes it on the way.
 *
 * @returns hex SHA-256 of the bytes.
 * @throws ScribeError OUTPUT when `path` cannot be written, RECORDING when the stream breaks.
 */
export async function spoolStream(
  input: Readable,
  path: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  const stop = () => input.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await writeSpool(path, folder, async (spool) => {
      for await (const chunk of input) {
        hash.update(chunk);
        await spool.write(chunk);
      }
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause instanceof ScribeError ? cause : readingError('standard input', cause);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
  return hash.digest('hex');
}

/** What writing into the cache folder threw, as an error that says what to do. */
export function spoolingError(folder: string, cause: unknown): ScribeError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  const reason = full ? `no space is left (${code})` : cause instanceof Error ? cause.message : String(cause);
  return new ScribeError('OUTPUT', `Writing decoded audio into ${folder} failed: ${reason}.`, {
    hint: full
      ? 'Free some space there (an hour of audio takes 115 MB while it is processed), or choose another store folder.'
      : 'Make the folder writable, or choose another store folder.',
    cause,
  });
}
