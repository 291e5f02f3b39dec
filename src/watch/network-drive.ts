import { statfs } from 'node:fs/promises';

/** File systems of Linux on which the kernel does not hear what other machines write, by their magic numbers. */
const remote: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'SMB'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x786f4256, 'VirtualBox'],
  [0xbacbacbc, 'VMware'],
  [0x7c7c6673, 'Parallels'],
]);

/**
 * The kind of network drive that a folder is on; null: none is known. Only Linux numbers its file systems so that it can be
 * told; a Windows path that begins with two backslashes is one, and macOS does not say.
 *
 * @throws what the file system says.
 */
export async function networkDriveOf(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  if (platform === 'win32') return folder.startsWith('\\\\') ? 'SMB' : null;
  return platform === 'linux' ? describeType((await statfs(folder)).type) : null;
}

/** The kind of a network drive by its magic number, which Node may give with a sign. Pure. */
export const describeType = (type: number): string | null => remote.get(type >>> 0) ?? null;
