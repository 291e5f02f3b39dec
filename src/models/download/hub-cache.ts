import { constants } from 'node:fs';
import { copyFile, link, mkdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gitSha1OfFile, sha256OfFile } from '../../platform/hash-file.js';
import { syncFolder } from '../../platform/sync-folder.js';
import { onDisk } from './disk.js';
import type { DownloadFile, Pin } from './file.js';

/**
 * Reuses a file of huggingface_hub's cache, which is never written to: as a hard link, or as a copy when the cache is on
 * another file system. Snapshots link to blobs that are named after their hash (huggingface_hub,
 * src/huggingface_hub/file_download.py); the bytes are hashed all the same.
 *
 * @param pin what the file must be; without it the name of the blob is its hash.
 * @returns null when the cache has no such file, or has other bytes.
 */
export async function reuseFromHubCache(
  file: DownloadFile,
  target: string,
  cache: string,
  pin: { readonly size: number | null; readonly sha256: string | null },
): Promise<Pin | null> {
  const blob = await findBlob(file, cache);
  if (blob === null) return null;
  const { size } = await stat(blob);
  if (pin.size !== null && pin.size !== size) return null;
  const expected = pin.sha256 ?? basename(blob);
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(expected)) return null;

  const temporary = `${target}.reuse`;
  return onDisk(target, async () => {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rm(temporary, { force: true });
    try {
      await linkOrCopy(blob, temporary);
      const sha256 = await sha256OfFile(temporary);
      const found = expected.length === 64 ? sha256 : await gitSha1OfFile(temporary);
      if (found !== expected) return null;
      await rename(temporary, target);
      await syncFolder(dirname(target));
      return { size, sha256 };
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/** The real path of a snapshot's file; null when there is none. */
async function findBlob({ source, remote }: DownloadFile, cache: string): Promise<string | null> {
  if (source.kind !== 'huggingface') return null;
  const folder = join(cache, `models--${source.repo.replaceAll('/', '--')}`);
  try {
    const commit = await findCommit(folder, source.revision ?? 'main');
    const blob = await realpath(join(folder, 'snapshots', commit, ...remote.split('/')));
    return (await stat(blob)).isFile() ? blob : null;
  } catch {
    // Missing or not readable: it is downloaded instead.
    return null;
  }
}

const isCommit = (text: string) => /^[0-9a-f]{40}$/.test(text);

async function findCommit(folder: string, revision: string): Promise<string> {
  if (isCommit(revision)) return revision;
  const commit = (await readFile(join(folder, 'refs', ...revision.split('/')), 'utf8')).trim();
  if (!isCommit(commit)) throw new Error(`refs/${revision} holds no commit`);
  return commit;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}
