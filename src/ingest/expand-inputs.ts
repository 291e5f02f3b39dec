import { lstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { ScribeError } from '../errors.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { isAbout, isSidecar } from '../settings/read-sidecar.js';
import {
  type Found,
  findRecordings,
  foldersBelow,
  lonelySidecar,
  type PassedOver,
} from './find-recordings.js';

/**
 * Expands the arguments of a command to files: a folder to the recordings below it, a pattern to what it matches. An
 * existing file is that file, even if its name looks like a pattern. A name that neither exists nor is a pattern stays,
 * so that it fails by itself and does not stop the batch.
 *
 * @param own absolute paths of scribe's own folders, which are not searched.
 * @throws ScribeError USAGE when a folder or a pattern holds no recording.
 */
export async function expandInputs(
  inputs: readonly string[],
  cwd: string,
  own: readonly string[] = [],
): Promise<Found> {
  const recordings: string[] = [];
  const passedOver: PassedOver[] = [];
  for (const input of inputs) {
    const path = resolve(cwd, input);
    if (input === '-') recordings.push(input);
    else if (isFolder(path)) {
      const found = await findRecordings(input, path, foldersBelow(path, own));
      if (found.recordings.length === 0) throw noRecordings(input, found.passedOver);
      recordings.push(...found.recordings);
      passedOver.push(...found.passedOver);
    } else if (exists(path) || !isDynamicPattern(input)) recordings.push(input);
    else recordings.push(...(await matches(input, cwd)));
  }
  return withoutSidecars([...new Set(recordings)], passedOver, cwd);
}

/** A file beside a recording that says something about it is no recording, however it came into the list. */
function withoutSidecars(inputs: readonly string[], others: readonly PassedOver[], cwd: string): Found {
  const recordings = inputs.filter((path) => !isSidecar(path));
  const sidecars = inputs.filter(isSidecar);
  if (recordings.length === 0 && sidecars.length > 0)
    throw new ScribeError(
      'USAGE',
      `Looking for recordings: ${readableName(sidecars[0])} is no recording; it says something about one.`,
      { hint: 'Name the recording: what lies beside it under the same name is read with it.' },
    );
  const isUsed = (sidecar: string) =>
    recordings.some((path) => isAbout(resolve(cwd, sidecar), resolve(cwd, path)));
  const passedOver = [
    ...others.filter(({ path }) => !isSidecar(path) || !isUsed(path)),
    ...sidecars.filter((path) => !isUsed(path)).map((path) => ({ path, reason: lonelySidecar })),
  ];
  return { recordings, passedOver };
}

/** What cannot be examined counts as a file, which fails by itself. */
function exists(path: string): boolean {
  try {
    return lstatSync(fsPath(path), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function noRecordings(folder: string, passedOver: readonly PassedOver[]): ScribeError {
  const [first] = passedOver;
  const others =
    first &&
    ` ${passedOver.length} passed over (${readableName(first.path)}: ${first.reason}${passedOver.length > 1 ? ', ...' : ''}).`;
  return new ScribeError(
    'USAGE',
    `Looking for recordings: the folder ${readableName(folder)} has none.${others ?? ''}`,
    {
      hint: 'If a file is a recording all the same, name that file.',
    },
  );
}

async function matches(pattern: string, cwd: string): Promise<string[]> {
  const found = await glob(pattern, { cwd, expandDirectories: false, caseSensitiveMatch: true });
  if (found.length === 0)
    throw new ScribeError('USAGE', `Looking for recordings: nothing matches ${pattern}.`, {
      hint: 'Check the pattern, or put the path in quotes if it is one file.',
    });
  return found.sort();
}
