import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { ScribeError } from '../errors.js';
import { whyNotWritten } from '../platform/disk-errors.js';

/**
 * Writes pieces of text into a file, which has its name only when all of it is there. It may hold everything that was
 * said, so only its owner may read it.
 *
 * @throws ScribeError OUTPUT; nothing is left then, and what was there is as it was.
 */
export function writeScript(path: string, pieces: Iterable<string>): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = openSync(partial, 'wx', 0o600);
    try {
      for (const piece of pieces) writeSync(file, piece);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    if (cause instanceof ScribeError || !(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new ScribeError('OUTPUT', `Writing ${path} failed: ${whyNotWritten(cause)}.`, {
      hint: 'Check the folder, its rights and the free space.',
      cause,
    });
  }
}
