import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';

interface HashOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes hashed so far, once per MiB. */
  readonly onProgress?: (bytes: number) => void;
}

/** Hex SHA-256 of bytes, or of the UTF-8 of a text. */
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * Hex SHA-256 of a file, read in pieces of 1 MiB.
 *
 * @param file a path, or a handle at its first byte, which stays open.
 * @throws what the file system says; AbortError once the signal is aborted.
 */
export async function sha256OfFile(file: string | FileHandle, options: HashOptions = {}): Promise<string> {
  return (await feed(createHash('sha256'), file, options)).digest('hex');
}

/** The state of SHA-256 after the first `length` bytes of a file. */
export async function startSha256(path: string, length: number): Promise<Hash> {
  const hash = createHash('sha256');
  return length === 0 ? hash : feed(hash, path, { end: length - 1 });
}

/** What git calls a blob of these bytes: the SHA-1 of `blob <size>\0` and the bytes. */
export async function gitSha1OfFile(path: string): Promise<string> {
  const { size } = await stat(path);
  return (await feed(createHash('sha1').update(`blob ${size}\0`), path)).digest('hex');
}

async function feed(
  hash: Hash,
  file: string | FileHandle,
  { signal, onProgress, end }: HashOptions & { readonly end?: number } = {},
): Promise<Hash> {
  // A stream that is given the signal throws past everybody when it is aborted between its end and its closing.
  signal?.throwIfAborted();
  const options = { highWaterMark: 1 << 20, end };
  const stream =
    typeof file === 'string'
      ? createReadStream(file, options)
      : file.createReadStream({ ...options, autoClose: false });
  let done = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    done += chunk.length;
    onProgress?.(done);
    signal?.throwIfAborted();
  }
  return hash;
}
