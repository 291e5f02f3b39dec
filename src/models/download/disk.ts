import { statfs } from 'node:fs/promises';
import { formatBytes } from '../../domain/bytes.js';
import { ScribeError } from '../../errors.js';
import { whyNotWritten } from '../../platform/disk-errors.js';

/** Does something to a file of ours; what fails there is no matter of the network, and is not tried again. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ScribeError || !(cause instanceof Error) || !('errno' in cause)) throw cause;
    throw new ScribeError('MODEL', `Writing ${path} failed: ${whyNotWritten(cause)}.`, {
      hint: 'Make room there, or point SCRIBE_HOME at another folder. What has arrived is kept.',
      cause,
    });
  }
}

/** Bytes that stay free: a full disk breaks more than a download. */
const headroom = 100e6;

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws ScribeError MODEL when so many bytes more do not fit. */
export async function requireSpace(
  folder: string,
  missing: number,
  measure: (folder: string) => Promise<number>,
): Promise<void> {
  const free = await measure(folder);
  if (missing === 0 || free >= missing + headroom) return;
  throw new ScribeError(
    'MODEL',
    `Downloading to ${folder} needs ${formatBytes(missing)} and some room to spare; ${formatBytes(free)} are free there.`,
    { hint: 'Make room there, or point SCRIBE_HOME at a larger disk.' },
  );
}
