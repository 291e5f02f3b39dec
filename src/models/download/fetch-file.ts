import { ScribeError } from '../../errors.js';
import { gitSha1OfFile } from '../../platform/hash-file.js';
import { type Address, type DownloadFile, describeSource, type Pin } from './file.js';
import type { HttpClient } from './http-client.js';
import { discardPart, finishPart, openPart, type Part } from './part-file.js';
import { type Expected, type ReceiveOptions, receive } from './receive.js';
import { type RetryOptions, retrying } from './retry.js';

export interface FetchJob {
  readonly address: Address;
  /** Absolute path that the file will have. */
  readonly target: string;
  readonly expected: Expected;
}

/** The name of a job's bytes in the note of its `.part`. */
export const versionOf = ({ address, expected }: FetchJob): string => expected.version ?? address.url.href;

/** Complete downloads of a file that may turn out to have other bytes than expected. */
const wholeAttempts = 2;

/**
 * Downloads one file to `target` by way of `<target>.part`, continuing where an earlier run ended.
 * A file with other bytes than expected is discarded and downloaded once more from the start.
 * @throws ScribeError MODEL
 */
export async function fetchFile(
  file: DownloadFile,
  job: FetchJob,
  client: HttpClient,
  options: RetryOptions & ReceiveOptions,
): Promise<Pin> {
  for (let attempt = 1; ; attempt++) {
    const part = await openPart(job.target, versionOf(job));
    let wrong: string | null;
    try {
      options.onBytes(part.received, job.expected.size);
      await retrying(() => receive(part, file, job, client, options), options);
      const pin = { size: part.received, sha256: part.hash.digest('hex') };
      wrong = await mismatch(part, pin, job.expected);
      if (wrong === null) {
        await finishPart(part);
        return pin;
      }
    } finally {
      await part.handle.close();
    }
    await discardPart(job.target);
    if (attempt === wholeAttempts)
      throw new ScribeError(
        'MODEL',
        `Downloading ${file.remote} from ${describeSource(file.source)} failed: ${wrong}.`,
        {
          hint: 'Something on the way changes the file, or it was changed at its source. Try another network or mirror.',
        },
      );
    options.onRetry(wrong, 0);
  }
}

/** Says what is wrong with the bytes; null when they are the expected ones. */
async function mismatch(part: Part, got: Pin, expected: Expected): Promise<string | null> {
  if (expected.size !== null && got.size !== expected.size)
    return `it has ${got.size} bytes instead of ${expected.size}`;
  if (expected.sha256 !== null && got.sha256 !== expected.sha256)
    return `its SHA-256 is ${got.sha256} instead of ${expected.sha256}`;
  if (expected.sha256 !== null || expected.gitSha1 === null) return null;
  const gitSha1 = await gitSha1OfFile(part.path);
  return gitSha1 === expected.gitSha1 ? null : `its git hash is ${gitSha1} instead of ${expected.gitSha1}`;
}
