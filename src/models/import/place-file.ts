import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../platform/sync-folder.js';

/**
 * Writes chunks to a file and syncs it to the disk.
 * @returns hex SHA-256 and size of what was written
 */
export async function writeHashed(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx');
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > limit) throw new RangeError(`${path} grows beyond ${limit} bytes.`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    return { sha256: hash.digest('hex'), size };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file?.close();
  }
}

/**
 * Copies a file under a temporary name and renames it into place, so that the target is never half written.
 * @throws Error when the bytes copied are not the ones that were hashed before.
 */
export async function placeCopy(
  from: string,
  to: string,
  sha256: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const temporary = `${to}.import-${process.pid}`;
  await rm(temporary, { force: true });
  const copied = await writeHashed(
    temporary,
    createReadStream(from, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Uint8Array>,
  );
  if (copied.sha256 !== sha256) {
    await rm(temporary, { force: true });
    throw new Error(`${from} changed while it was copied.`);
  }
  await rename(temporary, to);
  await syncFolder(dirname(to));
}

/** Moves a complete file within one file system. */
export async function placeMoved(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(dirname(to));
}
