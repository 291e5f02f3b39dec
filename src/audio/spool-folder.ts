import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { ScribeError } from '../errors.js';
import { isOutOfSpace, whyNotWritten } from '../platform/disk-errors.js';

export interface WorkFiles {
  /** The bytes of standard input, while they are decoded. */
  readonly input: string;
  /** The decoded audio while it is being written: 0 is the mono file, the others are its tracks. */
  readonly pcm: (file: number) => string;
  /** The decoded audio when it is complete. Were another process to use the same name, it would hold the same audio. */
  readonly complete: (contentFp: string, file: number) => string;
}

/** Counts the recordings that this thread has begun to decode: no two of its working files share a name. */
let begun = 0;

/** Names for working files of this process in a folder of the spool, which is made if needed. */
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

/** A working file that is written from beginning to end. */
export interface Spool {
  write(bytes: Uint8Array): Promise<void>;
  /** Zero bytes, which take no room on the disk if the file system supports sparse files. */
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

/** The error for what writing into the cache folder threw, with what to do about it. */
export function spoolingError(folder: string, cause: unknown): ScribeError {
  const reason = whyNotWritten(cause);
  return new ScribeError('OUTPUT', `Writing decoded audio into ${folder} failed: ${reason}.`, {
    hint: isOutOfSpace(cause)
      ? 'Free some space there (an hour of audio takes 115 MB while it is processed), or choose another store folder.'
      : 'Make the folder writable, or choose another store folder.',
    cause,
  });
}
