import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Feeds the first `length` bytes of a file to a hash; all of them when it is not given. */
async function feed(hash: Hash, path: string, length?: number): Promise<Hash> {
  if (length === 0) return hash;
  const end = length === undefined ? undefined : length - 1;
  for await (const chunk of createReadStream(path, { end, highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash;
}

/** The state of SHA-256 after the first `length` bytes of a file. */
export function startSha256(path: string, length: number): Promise<Hash> {
  return feed(createHash('sha256'), path, length);
}

export async function sha256OfFile(path: string): Promise<string> {
  return (await feed(createHash('sha256'), path)).digest('hex');
}

/** What git calls a blob of these bytes: the SHA-1 of `blob <size>\0` and the bytes. */
export async function gitSha1OfFile(path: string): Promise<string> {
  const { size } = await stat(path);
  return (await feed(createHash('sha1').update(`blob ${size}\0`), path)).digest('hex');
}
