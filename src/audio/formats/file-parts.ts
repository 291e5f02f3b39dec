import { type FileHandle, open } from 'node:fs/promises';
import type { Seconds } from '../../domain/time.js';

/** A stretch of a file that is a recording of its own, for as long as its bytes say and not its header. */
export interface FilePart {
  /** Bytes, half open. */
  readonly start: number;
  readonly end: number;
  /** What ffmpeg must be told to read all of it. */
  readonly inputOptions: readonly string[];
  /** The length in its header, where ffmpeg is told not to believe it. */
  readonly stated?: Seconds;
}

/** What a format's reader finds: the part that begins at `start`, and whether another one begins where it ends. */
export type FindPart = (file: ByteSource, start: number) => Promise<Omit<FilePart, 'start'> | null>;

/** A file's bytes from anywhere. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `at` on: fewer at the end of the file. */
  read(at: number, length: number): Promise<Buffer>;
  /** Where the bytes next stand, from `from` on, and `accept` agrees; -1 if nowhere. */
  find(bytes: Buffer, from: number, accept: (at: number) => Promise<boolean>): Promise<number>;
}

/** A file of more recordings is decoded as far as this. */
const partsLimit = 1000;
const pieceLength = 1 << 20;

/**
 * The recordings of which a file consists: almost always one, two where somebody joined files with `cat`. Containers
 * with a length in their header are read by that length, so ffmpeg stops at the end of the first one, or earlier where
 * the header was written before the recording was finished.
 */
export async function findParts(
  path: string,
  finders: readonly FindPart[],
  signal?: AbortSignal,
): Promise<FilePart[]> {
  const handle = await open(path, 'r');
  try {
    const file = await byteSource(handle, signal);
    const whole: FilePart = { start: 0, end: file.size, inputOptions: [] };
    for (const find of finders) {
      const parts: FilePart[] = [];
      for (
        let start = 0;
        start < file.size && parts.length < partsLimit;
        start = parts[parts.length - 1].end
      ) {
        const part = await find(file, start);
        if (!part || part.end <= start) break;
        parts.push({ start, ...part });
      }
      if (parts.length === 0) continue;
      // What follows the last one belongs to it: ffmpeg knows what to make of it.
      const last = parts[parts.length - 1];
      return [...parts.slice(0, -1), { ...last, end: file.size }];
    }
    return [whole];
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
      for (let at = from; at < size; at += pieceLength) {
        // Pieces overlap: what is looked for may lie across two of them.
        const piece = await read(at, pieceLength + bytes.length - 1);
        if (piece.length < bytes.length) return -1;
        for (let i = piece.indexOf(bytes); i >= 0; i = piece.indexOf(bytes, i + 1))
          if (await accept(at + i)) return at + i;
      }
      return -1;
    },
  };
}
