import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { ScribeError } from '../../errors.js';
import { isThisMachine, offlineVariable } from '../../platform/environment.js';
import { type BucketAddress, formatBucketAddress, readBucketAddress } from '../../s3/address.js';
import { expandHome } from '../../settings/folders.js';
import type { KnownRoot } from '../../store/exported-artifacts.js';

export interface PlaceOptions {
  /** Address of an S3 service that is not Amazon's. */
  readonly endpoint?: string;
  /** Write the name of the bucket into the host name, also with an endpoint. */
  readonly virtualHosts?: boolean;
}

/** Where artifacts are to go, read and not yet opened. */
export type Place =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'bucket'; readonly address: BucketAddress; readonly virtualHosts: boolean };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what `--to` says: a folder, or `s3://bucket/prefix`.
 *
 * @param home folder of the store.
 * @throws ScribeError USAGE when it cannot be read, or is scribe's own folder.
 */
export function readPlace(
  to: string,
  { endpoint, virtualHosts = false }: PlaceOptions,
  { home, environment }: { readonly home: string; readonly environment: Environment },
): Place {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(to)?.[1].toLowerCase();
  if (scheme === 's3')
    return { kind: 'bucket', address: readBucketAddress(to, endpoint, environment), virtualHosts };
  if (scheme !== undefined)
    throw new ScribeError('USAGE', `Exporting to ${to} failed: ${scheme}:// is not known.`, {
      hint: "Name a folder, or s3://bucket/prefix, with `--endpoint URL` for a service that is not Amazon's.",
    });
  if (endpoint !== undefined || virtualHosts)
    throw new ScribeError(
      'USAGE',
      '--endpoint and --virtual-hosts are about s3://bucket/prefix, not about a folder.',
      { hint: 'Leave them out, or write --to s3://bucket/prefix.' },
    );
  const folder = withoutLinks(resolve(expandHome(to)));
  if (`${folder}${sep}`.startsWith(`${withoutLinks(home)}${sep}`))
    throw new ScribeError('USAGE', `Exporting to ${to} failed: it is in scribe's own folder.`, {
      hint: 'Name another folder with `--to DIR`.',
    });
  return { kind: 'folder', folder };
}

/** How a place is remembered, and shown. */
export const rootOf = (place: Place): KnownRoot =>
  place.kind === 'folder'
    ? { endpoint: '', place: place.folder }
    : { endpoint: place.address.endpoint ?? '', place: formatBucketAddress(place.address) };

/**
 * @param doing what is refused, to stand before the place: `Exporting to`.
 * @throws ScribeError USAGE when the user has forbidden a connection to it.
 */
export function refuseOffline(place: Place, environment: Environment, doing = 'Exporting to'): void {
  const offline = offlineVariable(environment);
  if (!offline || place.kind === 'folder') return;
  const { endpoint } = place.address;
  if (endpoint !== null && isThisMachine(new URL(endpoint).hostname)) return;
  throw new ScribeError(
    'USAGE',
    `${doing} ${rootOf(place).place} failed: ${offline} forbids a connection to it.`,
    { hint: `Unset ${offline}, or name a folder.` },
  );
}

/** The path without links; as it is when nothing is there, or nothing may be seen. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
