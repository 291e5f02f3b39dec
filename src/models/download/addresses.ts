import type { DownloadFile } from './file.js';
import type { NetworkSettings } from './network-settings.js';

/** Where to ask for a file, and with which secret. */
export interface Address {
  readonly url: URL;
  /** Sent only as long as redirects stay on the host of `url`. */
  readonly token: string | null;
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/**
 * The address of a file at its source. A revision may hold slashes (`refs/pr/1`), which must not become folders.
 * @param commit what a revision that is not pinned was found to stand for.
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
