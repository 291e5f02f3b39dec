import { closeSync, mkdirSync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ScribeError } from '../errors.js';
import { errorCode, whyNotWritten } from '../platform/disk-errors.js';
import type { MakeFile } from '../platform/permissions.js';
import { syncFolder } from '../platform/sync-folder.js';

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

const freeSpace = 'Free some space, then run the command again.';

/** What helps when a file or folder cannot be written, by the code of the system. */
const hints: Readonly<Record<string, (option: string) => string>> = {
  ENOSPC: () => freeSpace,
  EDQUOT: () => freeSpace,
  EACCES: writeElsewhere,
  EPERM: writeElsewhere,
  EROFS: writeElsewhere,
  ENOTDIR: (option) => `Move the file away, or choose another \`${option}\`.`,
  EEXIST: (option) => `Move the file away, or choose another \`${option}\`.`,
  EISDIR: (option) => `Move the folder away, or choose another \`${option}\`.`,
  ENOTEMPTY: (option) => `Move the folder away, or choose another \`${option}\`.`,
  ENAMETOOLONG: (option) => `Choose a shorter \`${option}\`.`,
};

function writeElsewhere(option: string): string {
  return `Write elsewhere with \`${option}\`, or \`SCRIBE_HOME\` for the store.`;
}

/** @param option that names the folder. */
export function outputError(folder: string, cause: unknown, option = '--out DIR'): ScribeError {
  if (cause instanceof ScribeError) return cause;
  const hint =
    hints[errorCode(cause)]?.(option) ??
    `Choose another folder with \`${option}\`, then run the command again.`;
  const path = cause instanceof Error && 'path' in cause ? ` (${String(cause.path)})` : '';
  return new ScribeError(
    'OUTPUT',
    `Writing the transcript into ${folder} failed: ${whyNotWritten(cause)}${path}.`,
    {
      hint,
      cause,
    },
  );
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
    await putFiles(folder, files, meetingId, made);
  } catch (cause) {
    throw outputError(folder, cause);
  }
}

/** As `writeFiles`. @throws what the file system says. */
export async function putFiles(
  folder: string,
  files: readonly StagedFile[],
  meetingId: string,
  made: MakeFile,
): Promise<void> {
  made(() => mkdirSync(folder, { recursive: true }));
  const staged = await stageFiles(folder, files, meetingId, made);
  try {
    for (const { type } of files) await rename(join(staged, type), join(folder, type));
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
  await syncFolder(folder);
}
