import { lstat, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { errorCode } from '../platform/disk-errors.js';
import { sha256OfFile } from '../platform/hash-file.js';

/** What scribe wrote into a folder of copies before. */
export interface WrittenCopy {
  /** Of the file in the folder. */
  readonly name: string;
  /** Of the artifact. */
  readonly type: string;
  readonly sha256: string;
}

/** What is to be done in a folder of copies. */
export interface CopyPlan {
  /** Files of ours that get other bytes, and new ones. */
  readonly write: readonly (WrittenCopy & { readonly isNew: boolean })[];
  /** Files that have the bytes already. */
  readonly current: readonly WrittenCopy[];
  /** Files that a person has changed and that are kept, each with the name of the new one beside it. */
  readonly kept: readonly { readonly name: string; readonly beside: string | null }[];
  /** Files that scribe wrote and that are gone. */
  readonly missing: readonly string[];
}

/** What stands under a name: nothing, a file with this hash, or something that scribe never writes (a link, a folder). */
export type Standing =
  | { readonly kind: 'nothing' | 'foreign' }
  | { readonly kind: 'file'; readonly sha256: string };

/**
 * Decides, for every artifact, what becomes of its copies in a folder. A file is ours as long as it has bytes that
 * scribe wrote; one that a person has changed stays as it is, and the new one goes beside it: `transcript.new.md`.
 *
 * @param look says what stands under a name in the folder.
 * @param artifacts that are to stand there.
 * @param written what scribe wrote into the folder before.
 * @param options.complete whether the files that are missing are written too; without it they stay missing.
 * @param options.wasWritten whether scribe wrote these bytes anywhere.
 * @throws what `look` throws.
 */
export async function planCopy(
  look: (name: string) => Promise<Standing>,
  artifacts: readonly Pick<WrittenCopy, 'type' | 'sha256'>[],
  written: readonly WrittenCopy[],
  options: { readonly complete: boolean; readonly wasWritten: (sha256: string) => boolean },
): Promise<CopyPlan> {
  const { complete, wasWritten } = options;
  const write: CopyPlan['write'][number][] = [];
  const current: WrittenCopy[] = [];
  const kept: CopyPlan['kept'][number][] = [];
  const missing: string[] = [];
  for (const { type, sha256: hash } of artifacts) {
    const ours = new Set(written.filter((file) => file.type === type).map((file) => file.sha256));
    /** Whether the new bytes stand there in the end. */
    const put = (name: string, standing: Standing): boolean => {
      if (standing.kind === 'foreign' || (standing.kind === 'file' && !isOurs(standing.sha256))) return false;
      const isThere = standing.kind === 'file' && standing.sha256 === hash;
      if (isThere) current.push({ name, type, sha256: hash });
      else write.push({ name, type, sha256: hash, isNew: standing.kind === 'nothing' });
      return true;
    };
    const isOurs = (other: string) => other === hash || ours.has(other) || wasWritten(other);
    const names = new Set(written.filter((file) => file.type === type).map((file) => file.name));
    if (complete) names.add(type);
    for (const name of names) {
      const standing = await look(name);
      if (standing.kind !== 'nothing') {
        if (put(name, standing)) continue;
        kept.push({ name, beside: name === type ? await makeRoom() : null });
      } else if (complete && name === type) put(name, standing);
      else if (name === type) missing.push(name);
    }

    /** The first name beside the changed file under which the new one can stand. */
    async function makeRoom(): Promise<string> {
      for (let number = 1; ; number++) {
        const name = besideName(type, number);
        if (names.has(name)) {
          const standing = await look(name);
          // What is ours there is written in its own turn.
          if (standing.kind === 'file' && isOurs(standing.sha256)) return name;
          if (standing.kind === 'nothing' && put(name, standing)) return name;
        } else if (put(name, await look(name))) return name;
      }
    }
  }
  return { write, current, kept, missing };
}

/** `transcript.new.md`, `transcript.new-2.md`, ... */
function besideName(type: string, number: number): string {
  const { name, ext } = parse(type);
  return `${name}.new${number === 1 ? '' : `-${number}`}${ext}`;
}

/** Says what stands under a name in a folder. @throws what the file system says when it cannot be read. */
export const lookInFolder =
  (folder: string) =>
  async (name: string): Promise<Standing> => {
    const path = join(folder, name);
    try {
      if (!(await lstat(path)).isFile()) return { kind: 'foreign' };
      return { kind: 'file', sha256: await sha256OfFile(path) };
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return { kind: 'nothing' };
      throw cause;
    }
  };

/** Whether a folder is there to write into. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause))) return false;
    throw cause;
  }
}
