import { basename } from 'node:path';
import { type TakenInput, type TakeOptions, takeInput } from '../audio/take-input.js';
import { ScribeError } from '../errors.js';
import { readableName } from '../platform/file-names.js';
import { sha256 } from '../platform/hash-file.js';

/** A file that holds one track of a conversation. */
export interface TrackInput {
  readonly path: string;
  /** Who speaks in it; null: nobody said. */
  readonly name: string | null;
}

/** What becomes one meeting: a recording, or several tracks of one conversation. */
export type IngestInput = string | readonly TrackInput[];

/** The paths of an input as people read them. */
export const pathsOf = (input: IngestInput): readonly string[] =>
  typeof input === 'string' ? [readableName(input)] : input.map(({ path }) => readableName(path));

/** What an input is called: the path of a recording, or the names of all files. */
export const labelOf = (input: IngestInput): string =>
  typeof input === 'string'
    ? readableName(input)
    : pathsOf(input)
        .map((path) => basename(path))
        .join(' + ');

/** Tracks whose bytes are at hand. */
export interface TakenTracks {
  readonly files: readonly (TakenInput & { readonly path: string; readonly label: string })[];
  /** Hex; stands for all bytes, in whatever order the files are named. */
  readonly sha256: string;
  release(): Promise<void>;
}

/**
 * Reads every byte of all files once, for their hashes.
 *
 * @throws ScribeError RECORDING if one of them cannot be a recording, or two are the same.
 */
export async function takeTracks(
  tracks: readonly TrackInput[],
  { onProgress, ...options }: TakeOptions,
): Promise<TakenTracks> {
  const files: TakenTracks['files'][number][] = [];
  const release = async () => {
    for (const file of files) await file.release();
  };
  try {
    for (const [i, { path: given }] of tracks.entries()) {
      const path = readableName(given);
      const share = (done: number) => onProgress?.((i + done) / tracks.length);
      const taken = await takeInput(given, { ...options, onProgress: share });
      const same = files.find((file) => file.sha256 === taken.sha256);
      files.push({ ...taken, path, label: labelFor(path, tracks) });
      if (same) throw sameBytes(same.path, path);
    }
  } catch (error) {
    await release();
    throw error;
  }
  const hashes = files.map((file) => file.sha256).sort();
  return { files, sha256: sha256(['tracks', ...hashes].join(' ')), release };
}

/** The name of a file, or its path where another one has the same name. */
function labelFor(path: string, tracks: readonly TrackInput[]): string {
  const name = basename(path);
  const namesakes = tracks.filter((track) => basename(readableName(track.path)) === name);
  return namesakes.length > 1 ? path : name;
}

function sameBytes(first: string, second: string): ScribeError {
  const which = first === second ? `${first} was given twice` : `${first} and ${second} are the same file`;
  return new ScribeError('RECORDING', `Reading the tracks failed: ${which}.`, {
    hint: 'Give each track once.',
  });
}
