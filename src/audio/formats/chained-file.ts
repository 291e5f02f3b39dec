import { type FileHandle, open } from 'node:fs/promises';
import { type ByteSource, type ChainLink, linkReaders } from './link-readers.js';

/** Links after these are not looked for. */
const linksLimit = 1000;
const blockLength = 1 << 20;

/**
 * The links of a file: nearly always one, two when somebody joined files with `cat`. Formats whose header states a
 * length are decoded up to that length, so ffmpeg would stop at the end of the first link, or earlier when the header
 * was written before the recording was finished.
 */
export async function findLinks(path: string, signal?: AbortSignal): Promise<ChainLink[]> {
  const handle = await open(path, 'r');
  try {
    const file = await byteSource(handle, signal);
    for (const read of linkReaders) {
      const links: ChainLink[] = [];
      for (let start = 0; start < file.size && links.length < linksLimit; start = links.at(-1)!.end) {
        const link = await read(file, start);
        if (!link || link.end <= start) break;
        links.push({ start, ...link });
      }
      const last = links.pop();
      // What follows the last link belongs to it: ffmpeg knows what to make of it.
      if (last) return [...links, { ...last, end: file.size }];
    }
    return [{ start: 0, end: file.size, inputOptions: [] }];
  } finally {
    await handle.close();
  }
}

async function byteSource(handle: FileHandle, signal?: AbortSignal): Promise<ByteSource> {
  const { size } = await handle.stat();
  const read = async (at: number, length: number) => {
    signal?.throwIfAborted();
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
    return bytes.subarray(0, bytesRead);
  };
  return {
    size,
    read,
    async find(bytes, from, accept) {
      for (let at = from; at < size; at += blockLength) {
        // Blocks overlap: the bytes may lie across two of them.
        const block = await read(at, blockLength + bytes.length - 1);
        if (block.length < bytes.length) return -1;
        for (let i = block.indexOf(bytes); i >= 0; i = block.indexOf(bytes, i + 1))
          if (await accept(at + i)) return at + i;
      }
      return -1;
    },
  };
}
