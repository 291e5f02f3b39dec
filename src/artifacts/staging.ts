import { closeSync, mkdirSync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ScribeError } from '../errors.js';
import type { MakeFile } from '../platform/file-rights.js';

/** A file that is not in its place yet. */
export interface StagedFile {
  /** Its name. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files into a hidden folder inside `parent`, through to the disk; the caller moves them from there.
 *
 * @param meetingId names the folder. Whoever writes files of a meeting holds its lock, so a folder of that name was
 * left by a process that was killed: it is removed first.
 * @param made with which rights.
 * @returns the hidden folder. Nothing is left of it on failure.
 */
export async function stageFiles(
  parent: string,
  files: readonly StagedFile[],
  meetingId: string,
  made: MakeFile,
): Promise<string> {
  const staged = await removeStaged(parent, meetingId);
  made(() => mkdirSync(staged));
  try {
    for (const { type, bytes } of files) {
      const path = join(staged, type);
      made(() => closeSync(openSync(path, 'wx')));
      const file = await open(path, 'r+');
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

/** Removes what a killed process has staged of a meeting. @returns the folder that it is staged in. */
export async function removeStaged(parent: string, meetingId: string): Promise<string> {
  const staged = join(parent, `.scribe-${meetingId}`);
  await rm(staged, { recursive: true, force: true });
  return staged;
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

/**
 * Writes files of a meeting into a folder, which is made when it is missing, in place of those of their names. All of
 * them are complete and on the disk under other names before the first takes its place, so a full disk leaves the old
 * ones as they were. What was staged there of the meeting when a process was killed is removed.
 * @throws ScribeError OUTPUT naming the folder and what to do.
 */
export async function writeFiles(
  folder: string,
  files: readonly StagedFile[],
  meetingId: string,
  made: MakeFile,
): Promise<void> {
  try {
    made(() => mkdirSync(folder, { recursive: true }));
    const staged = await stageFiles(folder, files, meetingId, made);
    try {
      for (const { type } of files) await rename(join(staged, type), join(folder, type));
    } finally {
      await rm(staged, { recursive: true, force: true });
    }
    await syncFolder(folder);
  } catch (cause) {
    throw outputError(folder, cause);
  }
}
