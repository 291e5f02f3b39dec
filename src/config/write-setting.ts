import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { ScribeError } from '../errors.js';
import type { SettingName } from './settings.js';

/**
 * Writes one setting into the config file. Comments, order and all other keys stay as they are; a file that is not
 * there is made. Whole or not at all; a link is followed, so that the file behind it changes.
 *
 * @throws ScribeError USAGE when the file is not YAML with `name: value` lines, OUTPUT when it cannot be written.
 */
export function writeSetting(path: string, name: SettingName, value: string): void {
  const target = behindLinks(path);
  const content = readIfThere(target);
  const document = parseDocument(content ?? '');
  const [error] = document.errors;
  const { contents } = document;
  if (error || (contents !== null && !isMap(contents)))
    throw new ScribeError(
      'USAGE',
      `Writing ${name} into ${path}: ${error?.message ?? 'it does not hold `name: value` lines.'}`,
      { hint: 'Correct the file, or remove it.' },
    );
  document.set(name, value);
  replaceFile(target, document.toString({ lineWidth: 0 }), path);
}

function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw notWritten(path, cause);
  }
}

function replaceFile(target: string, content: string, path: string): void {
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? 0o644;
    const file = openSync(temporary, 'w', mode);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw notWritten(path, cause);
  }
}

function notWritten(path: string, cause: unknown): ScribeError {
  return new ScribeError('OUTPUT', `Writing the settings into ${path} failed: ${(cause as Error).message}`, {
    hint: 'Check the permissions of the file and its folder.',
    cause,
  });
}
