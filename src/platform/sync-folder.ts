import { open } from 'node:fs/promises';

/** What systems say that cannot open or sync a folder as if it were a file; renames last there without it. */
const unable = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP']);

/** Makes renames in a folder last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const forgive = (cause: NodeJS.ErrnoException) => {
    if (!unable.has(cause.code ?? '')) throw cause;
    return null;
  };
  const handle = await open(folder, 'r').catch(forgive);
  try {
    await handle?.sync().catch(forgive);
  } finally {
    await handle?.close();
  }
}
