import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ScribeError } from '../errors.js';

/** A file that is not in its place yet. */
export interface StagedFile {
  /** Its name. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files into a new hidden folder inside `parent`, through to the disk; the caller moves them from there.
 * Hidden folders that a killed process left in `parent` are swept up first.
 * @returns the hidden folder. Nothing is left of it on failure.
 */
export async function stageFiles(parent: string, files: readonly StagedFile[]): Promise<string> {
  const names = await readdir(parent);
  await sweepStaged(parent, names);
  const staged = await makeStagedFolder(parent);
  try {
    for (const { type, bytes } of files) {
      const file = await open(join(staged, type), 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    await syncFolder(staged);
    return staged;
  } catch (cause) {
    await rm(staged, { recursive: true, force: true });
    throw cause;
  }
}

const stagedPrefix = `.scribe-${hostname()}-`;

/** `mkdir` is exclusive; the number tells apart what one process writes at once. */
async function makeStagedFolder(parent: string): Promise<string> {
  for (let number = 1; ; number++) {
    const folder = join(parent, `${stagedPrefix}${process.pid}-${number}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') throw cause;
    }
  }
}

/** Removes the hidden folders of processes of this machine that are gone. */
async function sweepStaged(parent: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (!name.startsWith(stagedPrefix)) continue;
    const pid = Number(/^(\d+)-/.exec(name.slice(stagedPrefix.length))?.[1]);
    if (pid > 0 && !isRunning(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errorCode(cause) !== 'ESRCH';
  }
}

/** Makes renames last through a power cut, on file systems that can. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch((cause: unknown) => {
    if (['EISDIR', 'EPERM', 'EACCES'].includes(errorCode(cause))) return null;
    throw cause;
  });
  if (handle === null) return;
  try {
    await handle.sync();
  } catch (cause) {
    if (!['EINVAL', 'EPERM', 'EISDIR', 'ENOTSUP'].includes(errorCode(cause))) throw cause;
  } finally {
    await handle.close();
  }
}

export function errorCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

/** Why a file or folder could not be written, and what helps. */
const remedies: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space, then run the command again.'],
  EDQUOT: ['your disk quota is used up', 'Free some space, then run the command again.'],
  EACCES: ['permission denied', 'Write elsewhere with `--out DIR`, or `SCRIBE_HOME` for the store.'],
  EPERM: ['not permitted', 'Write elsewhere with `--out DIR`, or `SCRIBE_HOME` for the store.'],
  EROFS: [
    'the file system is read-only',
    'Write elsewhere with `--out DIR`, or `SCRIBE_HOME` for the store.',
  ],
  ENOTDIR: ['a file stands where a folder is needed', 'Move the file away, or choose another `--out DIR`.'],
  EEXIST: ['a file stands where a folder is needed', 'Move the file away, or choose another `--out DIR`.'],
  EISDIR: ['a folder stands where a file is needed', 'Move the folder away, or choose another `--out DIR`.'],
  ENOTEMPTY: [
    'a folder stands where a file is needed',
    'Move the folder away, or choose another `--out DIR`.',
  ],
  ENAMETOOLONG: ['the path is too long', 'Choose a shorter `--out DIR`.'],
};

export function outputError(folder: string, cause: unknown): ScribeError {
  if (cause instanceof ScribeError) return cause;
  const [reason, hint] = remedies[errorCode(cause)] ?? [
    cause instanceof Error ? cause.message : String(cause),
    'Choose another folder with `--out DIR`, then run the command again.',
  ];
  const path = cause instanceof Error && 'path' in cause ? ` (${String(cause.path)})` : '';
  return new ScribeError('OUTPUT', `Writing the transcript into ${folder} failed: ${reason}${path}.`, {
    hint,
    cause,
  });
}
