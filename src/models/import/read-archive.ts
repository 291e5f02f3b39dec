import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { Parser, type ReadEntry } from 'tar';
import bunzip from 'unbzip2-stream';

/** Whether a file begins like a tar archive, packed or not. */
export async function isArchive(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    const head = buffer.subarray(0, bytesRead);
    return (
      isBzip2(head) || (head[0] === 0x1f && head[1] === 0x8b) || head.toString('latin1', 257, 262) === 'ustar'
    );
  } finally {
    await file.close();
  }
}

/**
 * Reads a .tar, .tar.gz or .tar.bz2 as fast as its entries are taken.
 *
 * @param look is given each entry, and must read or resume it
 * @throws what `look` throws; Error when the archive is damaged or cut off
 */
export async function readArchive(
  path: string,
  look: (entry: ReadEntry) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const source = await openArchive(path);
  const failure = new AbortController();
  const fail = (error: unknown) => failure.abort(error);
  let looking: Promise<unknown> = Promise.resolve();
  let current: ReadEntry | null = null;
  const parser = new Parser({
    onReadEntry: (entry) => {
      current = entry;
      // An entry nobody listens to would throw its error where it is ended.
      entry.on('error', () => {});
      const looked = look(entry);
      looked.catch(fail);
      looking = looking.then(() => looked);
      looking.catch(() => {});
    },
    onwarn: (code, message) => {
      if (code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ENTRY_INVALID') fail(new Error(String(message)));
    },
  });
  parser.on('error', fail);
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const ended = once(parser, 'end', { signal: either });
  ended.catch(() => {});
  try {
    for await (const chunk of source) {
      either.throwIfAborted();
      if (!parser.write(chunk as Buffer)) await once(parser, 'drain', { signal: either });
    }
    parser.end();
    await ended;
    await looking;
  } catch (error) {
    failure.abort(error);
    // Whoever is still writing this entry is to stop waiting for the rest of it.
    (current as ReadEntry | null)?.destroy(error as Error);
    await looking.catch(() => {});
    throw either.reason ?? error;
  } finally {
    source.destroy();
  }
}

/** The bytes of the tar, or of the gzip around it, which the parser takes off itself. */
async function openArchive(path: string): Promise<Readable> {
  const file = await open(path, 'r');
  const { buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
  await file.close();
  const packed = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!isBzip2(buffer)) return packed;
  const plain = new PassThrough();
  const unpacker = bunzip();
  packed.on('error', (error) => plain.destroy(error));
  unpacker.on('error', (error) => plain.destroy(error));
  plain.on('close', () => packed.destroy());
  packed.pipe(unpacker).pipe(plain);
  return plain;
}

const isBzip2 = (head: Buffer): boolean => head.toString('latin1', 0, 3) === 'BZh';
