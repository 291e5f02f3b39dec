import { ScribeError } from '../../errors.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EFBIG: 'the file system takes no file of this size',
};

/** Does something to a file of ours; what fails there is no matter of the network, and is not tried again. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ScribeError || !(cause instanceof Error) || !('errno' in cause)) throw cause;
    const reason = reasons[(cause as NodeJS.ErrnoException).code ?? ''] ?? cause.message;
    throw new ScribeError('MODEL', `Writing ${path} failed: ${reason}.`, {
      hint: 'Make room there, or point SCRIBE_HOME at another folder. What has arrived is kept.',
      cause,
    });
  }
}
