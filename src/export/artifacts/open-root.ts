import { mkdirSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { outputError } from '../../artifacts/staging.js';
import { ScribeError } from '../../errors.js';
import { errorCode } from '../../platform/disk-errors.js';
import { isThisMachine, offlineVariable } from '../../platform/environment.js';
import { asUser } from '../../platform/permissions.js';
import { readBucketAddress } from '../../s3/address.js';
import { openBucket } from '../../s3/bucket.js';
import { expandHome, type Folders } from '../../settings/read.js';
import type { Store } from '../../store/store.js';
import { wasWritten } from '../../store/transcript-copies.js';
import { openBucketRoot } from './bucket-root.js';
import { openFolderRoot } from './folder-root.js';
import type { ArtifactRoot } from './root.js';

export interface RootOptions {
  /** Address of an S3 service that is not Amazon's. */
  readonly endpoint?: string;
  /** Write the name of the bucket into the host name, also with an endpoint. */
  readonly virtualHosts?: boolean;
}

/**
 * Opens what `--to` names: a folder, or `s3://bucket/prefix`.
 *
 * @param made whether a folder that is missing is made.
 * @throws ScribeError USAGE when the name cannot be read, or is scribe's own folder; OUTPUT when a folder cannot be made.
 */
export async function openRoot(
  to: string,
  options: RootOptions,
  world: {
    readonly store: Store;
    readonly folders: Folders;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
    readonly made: boolean;
  },
): Promise<ArtifactRoot> {
  const { store, folders, environment, signal, made } = world;
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(to)?.[1].toLowerCase();
  if (scheme === 's3') {
    const { endpoint, virtualHosts } = options;
    const address = readBucketAddress(to, endpoint, environment);
    const offline = offlineVariable(environment);
    const isHere = address.endpoint !== null && isThisMachine(new URL(address.endpoint).hostname);
    if (offline && !isHere)
      throw new ScribeError('USAGE', `Exporting to ${to} failed: ${offline} forbids a connection to it.`, {
        hint: `Unset ${offline}, or export to a folder.`,
      });
    return openBucketRoot(
      await openBucket(address, { environment, virtualHosts, signal }),
      address.endpoint,
      signal,
    );
  }
  if (scheme !== undefined)
    throw new ScribeError('USAGE', `Exporting to ${to} failed: ${scheme}:// is not known.`, {
      hint: "Name a folder, or s3://bucket/prefix, with `--endpoint URL` for a service that is not Amazon's.",
    });
  if (options.endpoint !== undefined || options.virtualHosts)
    throw new ScribeError(
      'USAGE',
      '--endpoint and --virtual-hosts are about s3://bucket/prefix, not about a folder.',
      {
        hint: 'Leave them out, or write --to s3://bucket/prefix.',
      },
    );
  const folder = await realFolder(resolve(expandHome(to)), made);
  const home = await realFolder(folders.home, false);
  if (`${folder}${sep}`.startsWith(`${home}${sep}`))
    throw new ScribeError('USAGE', `Exporting to ${to} failed: it is in scribe's own folder.`, {
      hint: 'Name another folder with `--to DIR`.',
    });
  return openFolderRoot(folder, (hash) => wasWritten(store, hash));
}

/** The path without links; as it is when nothing is there. */
async function realFolder(path: string, made: boolean): Promise<string> {
  try {
    if (made) asUser(() => mkdirSync(path, { recursive: true }));
    return await realpath(path);
  } catch (cause) {
    if (!made && errorCode(cause) === 'ENOENT') return path;
    throw outputError(path, cause, '--to DIR');
  }
}
