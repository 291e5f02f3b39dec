import { ScribeError } from '../../errors.js';
import { gitSha1OfFile } from '../../platform/hash-file.js';
import type { Address } from './addresses.js';
import { type DownloadFile, describeSource, type Pin } from './file.js';
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

/** What the note of a part calls the bytes of a job. */
export const versionOf = ({ address, expected }: FetchJob): string => expected.version ?? address.url.href;

/** How often a file may turn out to be another one than expected, when it is there. */
const wholeAttempts = 2;

/**
 * Fetches one file to `target` by way of `<target>.part`, going on where an earlier run ended.
 * Bytes that are not the expected ones are thrown away, and fetched from zero once more.
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
          hint: 'Either something on the way changes the file, or it was changed at its source. Try another network or mirror.',
        },
      );
    options.onRetry(wrong, 0);
  }
}

/** What is wrong with the bytes, for people; null when they are the expected ones. */
async function mismatch(part: Part, got: Pin, expected: Expected): Promise<string | null> {
  if (expected.size !== null && got.size !== expected.size)
    return `it has ${got.size} bytes instead of ${expected.size}`;
  if (expected.sha256 !== null && got.sha256 !== expected.sha256)
    return `its SHA-256 is ${got.sha256} instead of ${expected.sha256}`;
  if (expected.sha256 !== null || expected.gitSha1 === null) return null;
  const gitSha1 = await gitSha1OfFile(part.path);
  return gitSha1 === expected.gitSha1 ? null : `its git hash is ${gitSha1} instead of ${expected.gitSha1}`;
}
