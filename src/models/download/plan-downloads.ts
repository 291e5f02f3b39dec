import { ScribeError } from '../../errors.js';
import type { FetchJob } from './fetch-file.js';
import { type Address, addressOf, type DownloadFile, describeSource, type Pin } from './file.js';
import type { NetworkSettings } from './network-settings.js';
import type { RemoteFile } from './remote-file.js';

/** A file to download, and its pin if it was trusted in an earlier run. */
export interface Wanted {
  readonly file: DownloadFile;
  readonly target: string;
  readonly trusted: Pin | null;
}

export interface Planned extends Wanted {
  readonly job: FetchJob;
}

const nothingKnown: RemoteFile = { size: null, sha256: null, gitSha1: null, etag: null, commit: null };

/**
 * Finds out where each file is and what its bytes must be. All files of a branch are taken from the commit that the
 * branch pointed to when the first of them was looked up: it may move in between.
 * @param ask asks the source about the file at an address.
 * @returns a function that plans one file. @throws ScribeError MODEL when the source has another file than is pinned.
 */
export function createPlanner(
  settings: NetworkSettings,
  ask: (file: DownloadFile, address: Address, signal: AbortSignal) => Promise<RemoteFile>,
): (wanted: Wanted, signal: AbortSignal) => Promise<Planned> {
  const firstOfBranch = new Map<string, Promise<RemoteFile>>();

  async function describe(file: DownloadFile, signal: AbortSignal): Promise<RemoteFile> {
    const { source } = file;
    // GitHub offers no hashes: it is asked only when the catalog lacks size or hash.
    if (source.kind !== 'huggingface' && file.size !== null && file.sha256 !== null) return nothingKnown;
    if (source.kind !== 'huggingface' || source.revision !== null)
      return ask(file, addressOf(file, settings), signal);
    const first = firstOfBranch.get(source.repo);
    if (first) {
      const { commit } = await first;
      return { ...(await ask(file, addressOf(file, settings, commit), signal)), commit };
    }
    const answer = ask(file, addressOf(file, settings), signal);
    firstOfBranch.set(source.repo, answer);
    return answer;
  }

  return async (wanted, signal) => {
    const { file } = wanted;
    const pin = pinOf(wanted);
    const remote = await describe(file, signal);
    requireSame(file, pin, remote);
    const sha256 = pin.sha256 ?? remote.sha256;
    const expected = {
      size: pin.size ?? remote.size,
      sha256,
      gitSha1: remote.gitSha1,
      version: sha256 ? `sha256:${sha256}` : remote.etag && `etag:${remote.etag}`,
    };
    return {
      ...wanted,
      job: { address: addressOf(file, settings, remote.commit), target: wanted.target, expected },
    };
  };
}

/** What is known of the bytes before the source is asked. */
export function pinOf({ file, trusted }: Wanted): {
  readonly size: number | null;
  readonly sha256: string | null;
} {
  return { size: file.size ?? trusted?.size ?? null, sha256: file.sha256 ?? trusted?.sha256 ?? null };
}

/** Better to say so now than after a gigabyte. */
function requireSame(file: DownloadFile, pin: ReturnType<typeof pinOf>, remote: RemoteFile): void {
  const differ = <T>(ours: T | null, theirs: T | null) => ours !== null && theirs !== null && ours !== theirs;
  const what = differ(pin.sha256, remote.sha256)
    ? `SHA-256 ${remote.sha256} instead of ${pin.sha256}`
    : differ(pin.size, remote.size) && `${remote.size} bytes instead of ${pin.size}`;
  if (!what) return;
  const since = file.sha256 === null ? 'the one that was downloaded first' : 'the one that scribe knows';
  throw new ScribeError(
    'MODEL',
    `Downloading ${file.remote} from ${describeSource(file.source)} failed: it is no longer ${since} (${what}).`,
    {
      hint:
        file.sha256 === null
          ? 'If the change is wanted, remove the model with `scribe models rm` and download it again.'
          : 'The file was replaced at its source, or a mirror has another one. Try without the mirror, or a newer scribe.',
    },
  );
}
