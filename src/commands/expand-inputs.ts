import { lstatSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { ScribeError } from '../errors.js';

/** Endings by which recordings are found in folders; a file that is named by itself may be called anything. */
const mediaExtensions =
  '3gp aac ac3 aif aiff amr ape au avi caf flac flv gsm m4a m4b m4v mka mkv mov mp2 mp3 mp4 mpeg mpg mts oga ogg ogv opus ra ts vob wav webm wma wmv wv'.split(
    ' ',
  );

/**
 * Turns what stands on the command line into files: a folder into the recordings below it, a pattern into what it
 * matches. What exists under a name is that file, whatever the name looks like; a name that neither exists nor is a
 * pattern stays, so that it fails by itself and not the whole batch.
 *
 * @throws ScribeError USAGE when a folder or a pattern holds no recording.
 */
export async function expandInputs(inputs: readonly string[], cwd: string): Promise<string[]> {
  const files: string[] = [];
  for (const input of inputs) {
    if (input === '-') files.push(input);
    else if (isFolder(resolve(cwd, input))) files.push(...(await recordingsBelow(input, cwd)));
    else if (exists(resolve(cwd, input)) || !isDynamicPattern(input)) files.push(input);
    else files.push(...(await matches(input, cwd)));
  }
  return [...new Set(files)];
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function recordingsBelow(folder: string, cwd: string): Promise<string[]> {
  const found = await glob(`**/*.{${mediaExtensions.join(',')}}`, {
    cwd: resolve(cwd, folder),
    absolute: true,
    caseSensitiveMatch: false,
    followSymbolicLinks: false,
    expandDirectories: false,
  });
  if (found.length === 0)
    throw new ScribeError('USAGE', `Looking for recordings: the folder ${folder} holds none.`, {
      hint: 'Name a file by itself if its name has an unusual ending.',
    });
  return found.map((path) => join(folder, relative(resolve(cwd, folder), path))).sort();
}

async function matches(pattern: string, cwd: string): Promise<string[]> {
  const found = await glob(pattern, { cwd, expandDirectories: false, caseSensitiveMatch: true });
  if (found.length === 0)
    throw new ScribeError('USAGE', `Looking for recordings: nothing matches ${pattern}.`, {
      hint: 'Check the pattern, or put the path in quotes if it is one file.',
    });
  return found.sort();
}
