import { constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Document, isMap, parseDocument } from 'yaml';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import { replaceFile } from '../platform/replace-file.js';
import type { SettingName } from './definitions.js';

/**
 * Writes one setting into the config file, which is created if need be. Comments, order and all other keys stay as they
 * are. The file is replaced as a whole or not at all; a link is followed, so that the file behind it changes. A broken
 * file, which replacing the setting's own line does not repair, is kept beside the new one.
 *
 * @returns where the broken file is kept; null: there was none.
 * @throws ScribeError OUTPUT when the file cannot be written.
 */
export function writeSetting(path: string, name: SettingName, value: string | number): string | null {
  const content = readIfThere(path) ?? '';
  const document = settingsIn(content) ?? settingsIn(withoutLineOf(name, content));
  const kept = document ? null : keepBeside(path);
  const changed = document ?? parseDocument('');
  changed.set(name, value);
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, changed.toString({ lineWidth: 0 }));
  } catch (cause) {
    throw notWritten(path, cause);
  }
  return kept;
}

/** Null: the text is not YAML with `name: value` lines. */
function settingsIn(content: string): Document.Parsed | null {
  const document = parseDocument(content);
  const { contents, errors } = document;
  return errors.length === 0 && (contents === null || isMap(contents)) ? document : null;
}

const withoutLineOf = (name: SettingName, content: string): string =>
  content.replace(new RegExp(`^(["']?)${name}\\1[ \\t]*:.*$`, 'gm'), '');

/** The first free of `config.yaml.broken`, `config.yaml.broken-2`, ... */
function keepBeside(path: string): string {
  try {
    for (let number = 1; ; number++) {
      const beside = `${path}.broken${number === 1 ? '' : `-${number}`}`;
      if (existsSync(beside)) continue;
      copyFileSync(path, beside, constants.COPYFILE_EXCL);
      return beside;
    }
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw notWritten(path, cause);
  }
}

function notWritten(path: string, cause: unknown): ScribeError {
  return new ScribeError('OUTPUT', `Writing the settings to ${path} failed: ${(cause as Error).message}`, {
    hint: 'Check the permissions of the file and its folder.',
    cause,
  });
}
