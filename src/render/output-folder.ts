import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { z } from 'zod';
import type { Artifact } from '../domain/meeting.js';
import type { Recording } from '../domain/recording.js';
import { describeArtifacts, type RenderedArtifact, writeArtifacts } from './artifacts.js';
import { errorCode, outputError, stageFiles, syncFolder } from './staging.js';

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
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[\p{Cc}\p{Cs}/\\:*?"<>|]/gu, '_');
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

/**
 * Writes a recording's artifacts into its folder below `outDir`: the name of the recording, or that with `-2`,
 * `-3`, ... when the folder holds something else. A folder belongs to a recording when the transcript.json in it
 * has its content fingerprint, so the same recording writes into its own folder again, from whatever path.
 * A new folder appears with all its files in one rename: two processes never share one by chance.
 * @returns the folder, and the artifacts with keys relative to `outDir`
 * @throws ScribeError OUTPUT naming the folder and what to do.
 */
export async function writeOutputFolder(
  outDir: string,
  recording: Pick<Recording, 'fileName' | 'fingerprint'>,
  rendered: readonly RenderedArtifact[],
): Promise<{ folder: string; artifacts: Artifact[] }> {
  const name = outputFolderName(recording.fileName);
  const { contentFp } = recording.fingerprint;
  try {
    await mkdir(outDir, { recursive: true });
    for (let number = 1; ; ) {
      const folder = join(outDir, number === 1 ? name : `${name}-${number}`);
      const owner = await folderOwner(folder);
      if (owner === contentFp) return { folder, artifacts: await writeArtifacts(folder, rendered, outDir) };
      if (owner === null && (await placeFolder(folder, rendered)))
        return { folder, artifacts: describeArtifacts(folder, rendered, outDir) };
      // Somebody else was faster: look again at whose the folder is now, and only then at the next number.
      if (owner !== null || (await folderOwner(folder)) !== contentFp) number += 1;
    }
  } catch (cause) {
    throw outputError(outDir, cause);
  }
}

/** The content fingerprint of the recording whose transcript is in a folder; null: no folder; '': another's. */
async function folderOwner(folder: string): Promise<string | null> {
  let json: string;
  try {
    json = await readFile(join(folder, 'transcript.json'), 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    if (errorCode(cause) === 'ENOTDIR' || errorCode(cause) === 'EISDIR') return '';
    throw cause;
  }
  try {
    return ownedTranscript.parse(JSON.parse(json)).recording.contentFp;
  } catch {
    return '';
  }
}

/** Puts a complete folder in place. False: one with files stands there already (an empty one is taken). */
async function placeFolder(folder: string, rendered: readonly RenderedArtifact[]): Promise<boolean> {
  const parent = dirname(folder);
  const staged = await stageFiles(parent, rendered);
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
