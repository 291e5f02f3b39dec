import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { endsLikeRecording } from '../audio/formats/signatures.js';
import { ScribeError } from '../errors.js';
import { refuseOffline } from '../export/artifacts/place.js';
import { expandInputs } from '../ingest/expand-inputs.js';
import type { PassedOver } from '../ingest/find-recordings.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { readBucketAddress } from '../s3/address.js';
import { openBucket } from '../s3/bucket.js';
import { isInBucket } from './fetch-recording.js';
import type { Location } from './job.js';

interface World {
  readonly cwd: string;
  /** Scribe's own folders, which are not searched. */
  readonly own: readonly string[];
  readonly endpoint: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface Located {
  readonly recordings: readonly Location[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * Finds recordings in files, folders, patterns, and below prefixes of buckets.
 *
 * @throws ScribeError USAGE when there is none, RECORDING when a file cannot be looked at, OUTPUT when a bucket cannot.
 */
export async function locateRecordings(inputs: readonly string[], world: World): Promise<Located> {
  const local = inputs.filter((input) => !isInBucket(input));
  const recordings: Location[] = [];
  const passedOver: PassedOver[] = [];
  if (local.includes('-'))
    throw new ScribeError(
      'USAGE',
      'Standard input cannot be added to a queue: no worker could read it later.',
      {
        hint: 'Save it as a file that the workers have, or use `scribe ingest -`.',
      },
    );
  if (local.length > 0) {
    const found = await expandInputs(local, world.cwd, world.own);
    recordings.push(...found.recordings.map((path) => locateFile(resolve(world.cwd, path))));
    passedOver.push(...found.passedOver);
  }
  for (const input of inputs.filter(isInBucket)) {
    const found = await locateObjects(input, world);
    recordings.push(...found.recordings);
    passedOver.push(...found.passedOver);
  }
  return { recordings, passedOver };
}

function locateFile(path: string): Location {
  try {
    const { size, mtimeMs } = statSync(fsPath(path));
    return { at: path, size, version: `${Math.round(mtimeMs)}` };
  } catch (cause) {
    throw new ScribeError(
      'RECORDING',
      `Looking at ${readableName(path)} failed: ${(cause as Error).message}.`,
      {
        hint: 'Check the path.',
        cause,
      },
    );
  }
}

async function locateObjects(input: string, { endpoint, environment, signal }: World): Promise<Located> {
  const address = readBucketAddress(input, endpoint, environment);
  refuseOffline({ kind: 'bucket', address, virtualHosts: false }, environment, 'Looking at');
  // The prefix may also be the key of one object.
  const whole = { ...address, prefix: '' };
  const wanted = address.prefix.replace(/\/$/, '');
  const bucket = await openBucket(whole, { environment, patience: 'long', signal });
  const recordings: Location[] = [];
  const passedOver: PassedOver[] = [];
  try {
    for await (const { key, size, version } of bucket.walk(wanted)) {
      if (wanted !== '' && key !== wanted && !key.startsWith(`${wanted}/`)) continue;
      const at = `s3://${address.bucket}/${key}`;
      if (endsLikeRecording(extname(key).slice(1)) || key === wanted)
        recordings.push({ at, size, version: version.replaceAll('"', '') });
      else if (!key.endsWith('/'))
        passedOver.push({ path: at, reason: 'its name is not that of a recording' });
    }
  } finally {
    bucket.close();
  }
  if (recordings.length > 0) return { recordings, passedOver };
  throw new ScribeError('USAGE', `Looking for recordings: there are none below ${input}.`, {
    hint: 'Check the prefix. Objects are known by the extensions of their keys.',
  });
}
