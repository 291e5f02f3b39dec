import { open } from 'node:fs/promises';
import { errorCode } from './disk-errors.js';

/** From systems that cannot open or sync a folder like a file; there, renames last without it. */
const unable = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'];

/** Makes renames in a folder last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const forgive = (cause: unknown) => {
    if (!unable.includes(errorCode(cause))) throw cause;
    return null;
  };
  const handle = await open(folder, 'r').catch(forgive);
  try {
    await handle?.sync().catch(forgive);
  } finally {
    await handle?.close();
  }
}
