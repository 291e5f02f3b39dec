import { classifyReply, classifyThrown } from './classify-failure.js';
import type { Address, DownloadFile } from './file.js';
import type { HttpClient } from './http-client.js';
import { type Attempt, type RetryOptions, retrying } from './retry.js';

/** What the source says about a file before it is downloaded. */
export interface RemoteFile {
  readonly size: number | null;
  /** Only files in large-file storage have it. */
  readonly sha256: string | null;
  /** SHA-1 of the git blob, which the hub gives for small files. */
  readonly gitSha1: string | null;
  /** Changes whenever the bytes do; null when the source has nothing of the kind. */
  readonly etag: string | null;
  /** The commit that the branch points to now. */
  readonly commit: string | null;
}

/**
 * Asks for the headers of a file. The hub knows them even when the bytes are on another host, so its redirects are not
 * followed; those of other sources are.
 * Headers as in huggingface_hub, src/huggingface_hub/file_download.py (get_hf_file_metadata).
 * @throws ScribeError MODEL
 */
export function askAboutFile(
  file: DownloadFile,
  address: Address,
  client: HttpClient,
  options: RetryOptions & { readonly timeout: number },
): Promise<RemoteFile> {
  const { signal, timeout, wallClock } = options;
  const onHub = file.source.kind === 'huggingface';
  const attempt = async (): Promise<Attempt<RemoteFile>> => {
    try {
      const follow = onHub ? 'host' : 'anywhere';
      const reply = await client.ask({ method: 'HEAD', address, follow, timeout, signal });
      reply.body.on('error', () => {}).resume();
      const moved = reply.status >= 300 && reply.status < 400;
      if (reply.status !== 200 && !(onHub && moved)) return classifyReply(reply, file, address, wallClock());
      return { done: true, value: readHeaders(reply.headers, moved) };
    } catch (thrown) {
      return classifyThrown(thrown, file, signal);
    }
  };
  return retrying(attempt, options);
}

/** @param moved the reply is a redirect, whose length and tag are not those of the file. */
export function readHeaders(
  headers: Readonly<Record<string, string | undefined>>,
  moved: boolean,
): RemoteFile {
  const linked = bareTag(headers['x-linked-etag']);
  const tag = linked ?? (moved ? null : bareTag(headers.etag));
  const length =
    headers['x-linked-size'] ??
    (moved || headers['content-encoding'] ? undefined : headers['content-length']);
  return {
    size: length !== undefined && /^\d+$/.test(length) ? Number(length) : null,
    // Outside the hub a bare hash could be a hash of anything.
    sha256: linked && /^[0-9a-f]{64}$/.test(linked) ? linked : null,
    gitSha1: headers['x-repo-commit'] && tag && /^[0-9a-f]{40}$/.test(tag) ? tag : null,
    etag: tag,
    commit: headers['x-repo-commit'] ?? null,
  };
}

function bareTag(header: string | undefined): string | null {
  return (
    header
      ?.trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1') || null
  );
}
