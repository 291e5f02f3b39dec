import { statSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';

/**
 * Replaces the content of a file whole or not at all: it is on the disk before it takes its place. A link is followed,
 * so that the file behind it changes. An existing file keeps its mode, as far as the umask allows.
 *
 * @param mode of a file that is not there yet, before the umask.
 * @throws what the file system says; no temporary file is left.
 */
export function replaceFile(path: string, content: string, mode = 0o644): void {
  const there = statSync(path, { throwIfNoEntry: false });
  // A mode that is given is set with chmod, which the umask does not reach.
  writeFileAtomic.sync(path, content, { mode: (there?.mode ?? mode) & 0o777 & ~process.umask() });
}
