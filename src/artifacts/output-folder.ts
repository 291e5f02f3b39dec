import { lstat, mkdtemp, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { z } from 'zod';
import type { Recording } from '../domain/recording.js';
import { errorCode } from '../platform/disk-errors.js';
import { asUser } from '../platform/permissions.js';
import { syncFolder } from '../platform/sync-folder.js';
import { outputError, type StagedFile, stageFiles } from './staging.js';

/** Names that Windows keeps for devices, with or without an extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Bytes; file systems take 255, and a number may be added. */
const longestName = 200;

/** The part of any version of transcript.json that says which recording it belongs to. */
const ownedTranscript = z.object({
  format: z.literal('scribe-transcript'),
  recording: z.object({ contentFp: z.string() }),
});

/**
 * The folder name for a recording: its name without the extension, fit for every common file system.
 * Standard input (`-`) gives `stdin`.
 */
export function outputFolderName(fileName: string): string {
  if (fileName === '-') return 'stdin';
  const name = parse(fileName.replaceAll('\\', '/'))
    .name.normalize('NFC')
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/gu, '_');
  let fitting = '';
  let bytes = 0;
  for (const character of name.replace(/^[\s.]+/, '')) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestName) break;
    fitting += character;
  }
  const tidy = fitting.replace(/[\s.]+$/, '');
  if (tidy === '') return 'recording';
  return reserved.test(tidy) ? `_${tidy}` : tidy;
}

/** Whose a folder is: nobody's (missing or empty), this recording's, or somebody else's. */
type Owner = 'nobody' | 'this' | 'other';

/**
 * The folders that a recording may be written to below `outDir`, one after the other: the name of the recording, then
 * that with `-2`, `-3`, ..., each with whose it is. A folder belongs to a recording when the transcript.json in it has
 * its content fingerprint, or when it is among `remembered`; so the same recording finds its own folder again, from
 * whatever path. The caller stops.
 */
export async function* outputFolders(
  outDir: string,
  { fileName, fingerprint }: Pick<Recording, 'fileName' | 'fingerprint'>,
  remembered: readonly string[],
): AsyncGenerator<{ readonly folder: string; readonly owner: Owner }, never> {
  const name = outputFolderName(fileName);
  for (let number = 1; ; number++) {
    const folder = join(outDir, number === 1 ? name : `${name}-${number}`);
    yield { folder, owner: await ownerOf(folder, fingerprint.contentFp, remembered.includes(folder)) };
  }
}

async function ownerOf(folder: string, contentFp: string, remembered: boolean): Promise<Owner> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return [];
    if (errorCode(cause) === 'ENOTDIR') return null;
    throw cause;
  });
  if (names === null) return 'other';
  if (names.length === 0) return 'nobody';
  return remembered || (await contentOf(join(folder, 'transcript.json'))) === contentFp ? 'this' : 'other';
}

/** The content fingerprint of the recording that a transcript.json is about; null when it is none of ours. */
async function contentOf(path: string): Promise<string | null> {
  try {
    // Nobody may ever write into a FIFO.
    if (!(await stat(path)).isFile()) return null;
    return ownedTranscript.parse(JSON.parse(await readFile(path, 'utf8'))).recording.contentFp;
  } catch (cause) {
    if (['EACCES', 'EPERM', 'EIO'].includes(errorCode(cause))) throw cause;
    return null;
  }
}

/**
 * Puts a complete folder in place of none, in one rename: two processes never share one by chance.
 * @returns false when one with files stands there already (an empty one is taken).
 */
export async function placeFolder(
  folder: string,
  files: readonly StagedFile[],
  meetingId: string,
): Promise<boolean> {
  const parent = dirname(folder);
  const staged = await stageFiles(parent, files, meetingId, asUser);
  try {
    await rename(staged, folder);
  } catch (cause) {
    await rm(staged, { recursive: true, force: true });
    // Systems disagree on the code; what counts is whether something is there.
    if (await exists(folder)) return false;
    throw cause;
  }
  await syncFolder(parent);
  return true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds out before hours of work, not after them, whether something can be written into `outDir`. The folder is not made:
 * its nearest existing parent is tried.
 * @throws ScribeError OUTPUT naming the folder and what to do.
 */
export async function probeOutput(outDir: string): Promise<void> {
  try {
    const folder = await firstThere(resolve(outDir));
    await rmdir(await mkdtemp(join(folder, probeName))).catch(unlessGone);
    await sweepProbes(folder);
  } catch (cause) {
    throw outputError(outDir, cause);
  }
}

const probeName = '.scribe-probe-';

/** Removes the empty folders that killed runs have left. Those of other users, or with something in them, stay. */
async function sweepProbes(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(probeName)))
    await rmdir(join(folder, name)).catch(() => {});
}

/** Another program that probes the folder may have removed it. */
function unlessGone(cause: unknown): void {
  if (errorCode(cause) !== 'ENOENT') throw cause;
}

async function firstThere(path: string): Promise<string> {
  try {
    await lstat(path);
    return path;
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR'].includes(errorCode(cause)) || path === dirname(path)) throw cause;
    return firstThere(dirname(path));
  }
}
