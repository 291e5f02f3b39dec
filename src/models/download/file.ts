import type { NetworkSettings } from './network-settings.js';

/** Where a file comes from. A null revision is the head of the repository's main branch. */
export type RemoteSource =
  | { readonly kind: 'huggingface'; readonly repo: string; readonly revision: string | null }
  | { readonly kind: 'github-release'; readonly repo: string; readonly tag: string }
  | { readonly kind: 'github-raw'; readonly repo: string; readonly revision: string };

/** A file to download. */
export interface DownloadFile {
  /** Its path below the target folder, separated by `/` on every system. */
  readonly path: string;
  readonly source: RemoteSource;
  /** Its path in the source. */
  readonly remote: string;
  /** Bytes; null when they are not pinned. */
  readonly size: number | null;
  readonly sha256: string | null;
}

/** What identifies the bytes of a file. */
export interface Pin {
  readonly size: number;
  readonly sha256: string;
}

/** For people: `istupakov/parakeet-tdt-0.6b-v3-onnx (main)`. */
export function describeSource(source: RemoteSource): string {
  return `${source.repo} (${source.kind === 'github-release' ? source.tag : (source.revision ?? 'main')})`;
}

/** The URL of a file, and the token to send with the request. */
export interface Address {
  readonly url: URL;
  /** Sent only while redirects stay on the host of `url`. */
  readonly token: string | null;
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/**
 * The address of a file at its source. A revision may hold slashes (`refs/pr/1`), which must not become folders.
 * @param commit the commit that an unpinned revision resolved to.
 */
export function addressOf(
  { source, remote }: Pick<DownloadFile, 'source' | 'remote'>,
  settings: NetworkSettings,
  commit: string | null = null,
): Address {
  const repo = encodePath(source.repo);
  const path = encodePath(remote);
  switch (source.kind) {
    case 'huggingface': {
      const revision = encodeURIComponent(source.revision ?? commit ?? 'main');
      return {
        url: new URL(`${settings.hub}/${repo}/resolve/${revision}/${path}`),
        token: settings.hubToken,
      };
    }
    case 'github-release': {
      const tag = encodeURIComponent(source.tag);
      return { url: new URL(`${settings.github}/${repo}/releases/download/${tag}/${path}`), token: null };
    }
    case 'github-raw': {
      const revision = encodePath(source.revision);
      return { url: new URL(`${settings.githubRaw}/${repo}/${revision}/${path}`), token: null };
    }
  }
}
