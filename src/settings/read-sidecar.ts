import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, parse as parsePath } from 'node:path';
import { parse } from 'yaml';
import type { MeetingFields } from '../domain/meeting-fields.js';
import { ScribeError } from '../errors.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { type FieldsClock, parseMeetingFields } from './meeting-fields.js';
import { placeInYaml } from './read.js';

/*
 * A sidecar is a small file beside a recording that says what a person knows about the meeting. Of `standup.ogg` it is
 * `standup.ogg.meta.yaml` or `standup.meta.yaml`; `.yml` will do.
 */

const ending = /\.meta\.ya?ml$/i;
/** Bytes: nobody writes more about a meeting by hand. */
const largest = 1_000_000;

/** Whether a file is one by its name: it is no recording then, whatever it holds. */
export const isSidecar = (path: string): boolean => ending.test(path);

/** The names of the recordings that a sidecar is about: `standup.ogg`, or anything called `standup` before its dot. */
export function isAbout(sidecar: string, recording: string): boolean {
  const about = basename(sidecar).replace(ending, '');
  const { base, name } = parsePath(recording);
  return dirname(sidecar) === dirname(recording) && (about === base || about === name);
}

/** The sidecars that lie beside a recording. */
function sidecarsOf(recording: string): readonly string[] {
  const { dir, base, name } = parsePath(recording);
  const names = [base, name].flatMap((stem) => [`${stem}.meta.yaml`, `${stem}.meta.yml`]);
  return [...new Set(names)].map((each) => join(dir, each)).filter(isFile);
}

/** What cannot be looked at is none: the name of a recording may be too long for another ending, or lead nowhere. */
function isFile(path: string): boolean {
  try {
    return statSync(fsPath(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * The one sidecar of a recording, or of several that are tracks of one; null: there is none.
 * @param recordings paths; `-` has none.
 * @throws ScribeError USAGE when there are several: nobody could say which counts.
 */
export function findSidecar(recordings: readonly string[]): string | null {
  const found = [...new Set(recordings.filter((path) => path !== '-').flatMap(sidecarsOf))];
  if (found.length < 2) return found[0] ?? null;
  throw new ScribeError(
    'USAGE',
    `Looking for what is known about ${readableName(recordings[0])} failed: both ${found.map(readableName).join(' and ')} say it.`,
    { hint: 'Keep one of the files.' },
  );
}

/** What a sidecar says. @throws ScribeError USAGE that names the file, the key, and what it must be. */
export function readSidecar(path: string, clock: FieldsClock): MeetingFields {
  const file = readableName(path);
  const refuse = (problem: string, cause?: unknown) =>
    new ScribeError('USAGE', `Reading ${file} failed: ${problem}.`, {
      hint: 'Write one `name: value` per line, for instance `workspace: Sales`.',
      cause,
    });
  let content: string;
  try {
    if (statSync(fsPath(path)).size > largest) throw refuse('it is larger than 1 MB');
    content = readFileSync(fsPath(path), 'utf8');
  } catch (cause) {
    throw cause instanceof ScribeError ? cause : refuse((cause as Error).message, cause);
  }
  let said: unknown;
  try {
    said = parse(content);
  } catch (cause) {
    throw refuse(`it is not valid YAML${placeInYaml(cause)}`, cause);
  }
  if (said === null || said === undefined) return {};
  return parseMeetingFields(said, { doing: `Reading ${file}`, nameOf: dotted }, clock);
}

/** `participants.0.name` as `participants[1].name`: people count from one. */
const dotted = (path: readonly PropertyKey[]): string =>
  path
    .map((key, i) => (typeof key === 'number' ? `[${key + 1}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
