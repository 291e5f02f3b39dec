import { constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import { replaceFile } from '../platform/replace-file.js';
import { namesOf, type SettingName } from './definitions.js';

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
  replaceDocument(path, changed);
  return kept;
}

/**
 * Takes a setting, under whichever of its names, out of the config file; everything else stays as it is.
 *
 * @returns whether it was there.
 * @throws ScribeError USAGE when the file is not YAML, OUTPUT when it cannot be written.
 */
export function removeSetting(path: string, name: SettingName): boolean {
  const content = readIfThere(path);
  if (content === null) return false;
  const document = settingsIn(content);
  if (!document)
    throw new ScribeError('USAGE', `Removing ${name} from ${path} failed: the file is not valid YAML.`, {
      hint: 'Run `scribe doctor` to see which line is wrong.',
    });
  const removed = namesOf(name).filter((each) => removeKey(document, each));
  if (removed.length > 0) replaceDocument(path, document);
  return removed.length > 0;
}

/** A comment above the line stays, before the next one: it may be about the whole file. */
function removeKey(document: Document.Parsed, key: string): boolean {
  const map = document.contents;
  if (!isMap(map)) return false;
  const index = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  if (index < 0) return false;
  const [{ key: gone }] = map.items.splice(index, 1);
  const comment = isScalar(gone) ? gone.commentBefore : undefined;
  const next = map.items[index]?.key;
  if (comment && isScalar(next))
    next.commentBefore = [comment, next.commentBefore].filter(Boolean).join('\n');
  else if (comment) document.comment = [comment, document.comment].filter(Boolean).join('\n');
  return true;
}

function replaceDocument(path: string, document: Document): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Without a setting, what is left are comments; an empty map would stand above them.
    const isEmpty = isMap(document.contents) && document.contents.items.length === 0;
    const text = document.toString({ lineWidth: 0 });
    replaceFile(path, isEmpty ? text.replace(/^\{\}\n+/m, '') : text);
  } catch (cause) {
    throw notWritten(path, cause);
  }
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
