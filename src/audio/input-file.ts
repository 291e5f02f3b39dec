import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { extname } from 'node:path';
import { ScribeError } from '../errors.js';
import { isText, playlistKind } from './media-formats.js';

export interface InputFile {
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** Enough for every signature, and to tell text from sound. */
const headBytes = 4096;

/**
 * Looks at a file before ffmpeg does: is it there, readable, a file, and neither empty, a playlist nor text?
 *
 * @param label what messages call the file.
 * @throws ScribeError RECORDING, one message for each of these.
 */
export async function inspectInput(path: string, label: string): Promise<InputFile> {
  const file = await open(path, 'r').catch((cause) => {
    throw readingError(label, cause);
  });
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw readingError(label, { code: 'EISDIR' });
    if (!stat.isFile())
      throw new ScribeError('RECORDING', `Reading ${label} failed: it is a device or a pipe, not a file.`, {
        hint: 'Send its contents through standard input: `scribe ingest - < FILE`.',
      });
    if (stat.size === 0)
      throw new ScribeError('RECORDING', `Reading ${label} failed: the file is empty (0 bytes).`, {
        hint: 'Copy or export the recording again.',
      });
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    refuseText(head.subarray(0, bytesRead), extname(path).slice(1), label);
    return { size: stat.size, modified: stat.mtime };
  } finally {
    await file.close();
  }
}

function refuseText(head: Uint8Array, extension: string, label: string): void {
  const playlist = playlistKind(head, extension);
  if (playlist)
    throw new ScribeError('RECORDING', `Decoding ${label} failed: it is ${playlist}, not a recording.`, {
      hint: 'Name the recordings themselves; scribe opens nothing that a file only points at.',
    });
  if (isText(head))
    throw new ScribeError('RECORDING', `Decoding ${label} failed: it is a text file, not a recording.`, {
      hint: 'Name an audio or video file.',
    });
}

/** What opening or reading the recording threw, as an error that says what to do. */
export function readingError(label: string, cause: unknown): ScribeError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const [reason, hint] = readingReasons[code] ?? [
    cause instanceof Error ? cause.message : String(cause),
    'Check the disk that the recording is on.',
  ];
  return new ScribeError('RECORDING', `Reading ${label} failed: ${reason}.`, { hint, cause });
}

const noSuchFile = ['there is no such file', 'Check the path.'] as const;
const noPermission = [
  'permission denied',
  'Make the file readable for this user (`chmod u+r FILE`).',
] as const;
const readingReasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: noSuchFile,
  ENOTDIR: noSuchFile,
  ENAMETOOLONG: ['the name is too long', 'Check the path.'],
  ELOOP: ['its symbolic links go in a circle', 'Check the path.'],
  EACCES: noPermission,
  EPERM: noPermission,
  EISDIR: ['it is a folder', 'Name the recordings in it.'],
};

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with the share of the file that was read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Hex SHA-256 of a file's bytes, in pieces of 1 MiB.
 *
 * @throws ScribeError RECORDING when the file cannot be read; the signal's reason when it is aborted.
 */
export async function hashFile(path: string, options: ReadOptions = {}): Promise<string> {
  const { signal, onProgress } = options;
  const hash = createHash('sha256');
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    const piece = Buffer.allocUnsafe(1 << 20);
    let done = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(piece, 0, piece.length, null);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
      done += bytesRead;
      onProgress?.(Math.min(1, done / size));
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw readingError(path, cause);
  } finally {
    await file?.close();
  }
  return hash.digest('hex');
}
