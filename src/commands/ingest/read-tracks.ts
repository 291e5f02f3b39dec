import { lstatSync } from 'node:fs';
import { ScribeError } from '../../errors.js';
import type { TrackInput } from '../../ingest/take-tracks.js';
import { fsPath } from '../../platform/file-names.js';
import { checkedName } from '../../store/profiles.js';

/**
 * What `--tracks` says: files of one conversation, each after the name of who speaks in it and `=`, if that is known:
 * `Maya=a.wav,Tom=b.wav`. What is the name of a file as it stands is that file, whatever commas it has.
 *
 * @param values one for each time that the option was given.
 * @throws ScribeError USAGE when there are fewer than two, a file is missing, or two have one name.
 */
export function readTracksOption(values: readonly string[]): readonly TrackInput[] {
  const tracks = values
    .flatMap((value) => (isFile(trackOf(value).path) ? [value] : value.split(',')))
    .map((item) => trackOf(item.trim()));
  const refuse = (problem: string) =>
    new ScribeError('USAGE', `--tracks is "${values.join(',')}"; ${problem}.`, {
      hint: 'Give at least two files, with or without names: --tracks Maya=maya.wav,Tom=tom.wav.',
    });
  if (tracks.some(({ path }) => path === '')) throw refuse('each track must be a file');
  if (tracks.some(({ path }) => path === '-')) throw refuse('standard input cannot be a track');
  if (tracks.length < 2) throw refuse('it must be several files of one conversation');
  refuseTwice(
    tracks.map(({ name }) => name),
    refuse,
  );
  return tracks;
}

/**
 * What `--track-names` says: who speaks in the channels or streams, in order; nothing between two commas for one of which
 * that is not known.
 *
 * @throws ScribeError USAGE when it names nobody, or one person twice.
 */
export function readTrackNames(text: string): readonly (string | null)[] {
  const names = text.split(',').map((name) => name.trim());
  const refuse = (problem: string) =>
    new ScribeError('USAGE', `--track-names is "${text}"; ${problem}.`, {
      hint: 'Give the names in the order of the channels, left first: --track-names Maya,Tom.',
    });
  if (names.length < 2 || names.every((name) => name === '')) throw refuse('it must name people');
  const checked = names.map((name) => (name === '' ? null : checkedName(name, 'Naming the track')));
  refuseTwice(checked, refuse);
  return checked;
}

function trackOf(item: string): TrackInput {
  const equals = item.indexOf('=');
  if (equals < 0 || isFile(item)) return { name: null, path: item };
  return {
    name: checkedName(item.slice(0, equals), 'Naming the track'),
    path: item.slice(equals + 1).trim(),
  };
}

function refuseTwice(names: readonly (string | null)[], refuse: (problem: string) => ScribeError): void {
  const key = (name: string) => name.normalize('NFKC').toLowerCase();
  const seen = new Set<string>();
  for (const name of names) {
    if (name === null) continue;
    if (seen.has(key(name))) throw refuse(`two of them are called ${name}`);
    seen.add(key(name));
  }
}

function isFile(path: string): boolean {
  try {
    return lstatSync(fsPath(path), { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
