import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
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
import { type Document, isMap, parseDocument } from 'yaml';
import { ScribeError } from '../errors.js';
import type { SettingName } from './definitions.js';

/**
 * Writes one setting into the config file. Comments, order and all other keys stay as they are; a file that is not
 * there is made. Whole or not at all; a link is followed, so that the file behind it changes. A file that is no YAML
 * with `name: value` lines, and would not be with the setting's own line replaced either, is kept beside the new one.
 *
 * @returns where such a file is kept; null: there was none.
 * @throws ScribeError OUTPUT when the file cannot be written.
 */
export function writeSetting(path: string, name: SettingName, value: string): string | null {
  const target = behindLinks(path);
  const content = readIfThere(target) ?? '';
  const document = settingsIn(content) ?? settingsIn(withoutLineOf(name, content));
  const kept = document ? null : keepBeside(target, path);
  const changed = document ?? parseDocument('');
  changed.set(name, value);
  replaceFile(target, changed.toString({ lineWidth: 0 }), path);
  return kept;
}

/** Null: the text is no YAML with `name: value` lines. */
function settingsIn(content: string): Document.Parsed | null {
  const document = parseDocument(content);
  const { contents, errors } = document;
  return errors.length === 0 && (contents === null || isMap(contents)) ? document : null;
}

const withoutLineOf = (name: SettingName, content: string): string =>
  content.replace(new RegExp(`^(["']?)${name}\\1[ \\t]*:.*$`, 'gm'), '');

/** The first free of `config.yaml.broken`, `config.yaml.broken-2`, ... */
function keepBeside(target: string, path: string): string {
  try {
    for (let number = 1; ; number++) {
      const beside = `${path}.broken${number === 1 ? '' : `-${number}`}`;
      if (existsSync(beside)) continue;
      copyFileSync(target, beside, constants.COPYFILE_EXCL);
      return beside;
    }
  } catch (cause) {
    throw notWritten(path, cause);
  }
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
