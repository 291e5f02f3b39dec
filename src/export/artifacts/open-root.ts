import { mkdirSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { outputError } from '../../artifacts/staging.js';
import { asUser } from '../../platform/permissions.js';
import { openBucket, type Patience } from '../../s3/bucket.js';
import type { Store } from '../../store/store.js';
import { wasWritten } from '../../store/transcript-copies.js';
import { openBucketRoot } from './bucket-root.js';
import { openFolderRoot } from './folder-root.js';
import { type Place, refuseOffline } from './place.js';
import type { ArtifactRoot } from './root.js';

/**
 * Opens a folder, or a prefix in a bucket.
 *
 * @param world.made whether a folder that is missing is made.
 * @throws ScribeError USAGE when connections are forbidden, OUTPUT when a folder cannot be made.
 */
export async function openRoot(
  place: Place,
  world: {
    readonly store: Store;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
    readonly patience: Patience;
    readonly made: boolean;
  },
): Promise<ArtifactRoot> {
  const { store, signal, made } = world;
  if (place.kind === 'bucket') {
    refuseOffline(place, world.environment);
    const { address, virtualHosts } = place;
    return openBucketRoot(await openBucket(address, { ...world, virtualHosts }), address.endpoint, signal);
  }
  const folder = made ? await makeFolder(place.folder) : place.folder;
  return openFolderRoot(folder, (hash) => wasWritten(store, hash));
}

/** @returns its path without links. */
async function makeFolder(path: string): Promise<string> {
  try {
    asUser(() => mkdirSync(path, { recursive: true }));
    return await realpath(path);
  } catch (cause) {
    throw outputError(path, cause, '--to DIR');
  }
}
