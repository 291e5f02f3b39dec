import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ScribeError } from '../errors.js';
import { refuseOffline } from '../export/artifacts/place.js';
import { errorCode, whyNotWritten } from '../platform/disk-errors.js';
import { readBucketAddress } from '../s3/address.js';
import { openBucket } from '../s3/bucket.js';
import type { JobData } from './job.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A recording whose file is on this machine. */
export interface FetchedRecording {
  readonly path: string;
  /** Deletes what was downloaded. */
  release(): Promise<void>;
}

/** `s3://bucket/key` */
export const isInBucket = (at: string): boolean => /^s3:\/\//i.test(at);

/**
 * Finds the file of a recording, or downloads it.
 *
 * @param options.folder for what is downloaded; of this job alone.
 * @throws ScribeError OUTPUT when it is not there, or cannot be fetched: another worker, or a later attempt, may have better luck.
 */
export async function fetchRecording(
  { at }: Pick<JobData, 'at'>,
  options: {
    readonly folder: () => string;
    readonly endpoint: string | undefined;
    readonly environment: Environment;
    readonly signal: AbortSignal;
  },
): Promise<FetchedRecording> {
  if (isInBucket(at)) return download(at, options);
  await stat(at).catch((cause: unknown) => {
    throw new ScribeError('OUTPUT', `Opening ${at} failed: ${whyNotThere(cause)}.`, {
      hint: 'Mount the folder of the recordings under the same path on every machine that has a worker.',
      cause,
    });
  });
  return { path: at, release: async () => {} };
}

const whyNotThere = (cause: unknown): string =>
  errorCode(cause) === 'ENOENT' ? 'this machine has no such file' : whyNotWritten(cause);

async function download(
  at: string,
  { folder, endpoint, environment, signal }: Parameters<typeof fetchRecording>[1],
): Promise<FetchedRecording> {
  const { parent, name } = splitKey(at);
  const address = readBucketAddress(parent, endpoint, environment);
  refuseOffline({ kind: 'bucket', address, virtualHosts: false }, environment, 'Reading from');
  const own = folder();
  const release = () => rm(own, { recursive: true, force: true });
  const bucket = await openBucket(address, { environment, patience: 'long', signal });
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    const path = join(own, basename(name));
    await bucket.get(name, path);
    return { path, release };
  } catch (error) {
    await release();
    throw error;
  } finally {
    bucket.close();
  }
}

/** The last part of a key is the name of the file. */
function splitKey(at: string): { readonly parent: string; readonly name: string } {
  const end = at.lastIndexOf('/');
  return { parent: at.slice(0, end), name: at.slice(end + 1) };
}
