/** What the codes of the system mean for somebody whose file cannot be written. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file system takes no file of this size',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
  ENOTEMPTY: 'a folder stands where a file is needed',
  ENAMETOOLONG: 'the path is too long',
};

/** The code of a system error, such as `ENOENT`; empty for anything else. */
export function errorCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

/** Why something could not be written, to follow a colon; the message of the error when its code is not known. */
export function whyNotWritten(thrown: unknown): string {
  return reasons[errorCode(thrown)] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

/** Whether the bytes found no room: on the disk, in the quota, or in one file. */
export const isOutOfSpace = (thrown: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(thrown));
