import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, opendir, stat, statfs } from 'node:fs/promises';
import { extname } from 'node:path';
import { ScribeError } from '../errors.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { sha256OfFile } from '../platform/hash-file.js';
import { isText, playlistKind } from './formats/media-formats.js';

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
  const file = await openFile(path, label);
  try {
    const { size, mtime, blocks } = await file.stat();
    if (size === 0)
      throw new ScribeError('RECORDING', `Reading ${label} failed: the file is empty (0 bytes).`, {
        hint: 'Copy or export the recording again.',
      });
    if (isHollow(size, blocks)) throw hollow(label, size, blocks);
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    refuseText(head.subarray(0, bytesRead), extname(path).slice(1), label);
    return { size, modified: mtime };
  } finally {
    await file.close();
  }
}

const hollowDefaults = {
  /** Bytes from which it matters: reading them takes a while. */
  size: 2 ** 30,
  /** Times as many bytes as are on the disk. File systems that compress pack silence, but not that tightly. */
  ratio: 1000,
} as const;

/** Whether hardly anything of a file was ever written: the rest reads as zeros, for hours if it claims to be large. */
const isHollow = (size: number, blocks: number): boolean =>
  process.platform !== 'win32' &&
  size >= hollowDefaults.size &&
  blocks * bytesOfBlock * hollowDefaults.ratio < size;

/** Of the blocks that `stat` counts, on every system. */
const bytesOfBlock = 512;

function hollow(label: string, size: number, blocks: number): ScribeError {
  return new ScribeError(
    'RECORDING',
    `Reading ${label} failed: of its ${size} bytes only ${blocks * bytesOfBlock} were ever written; the rest is a hole.`,
    { hint: 'Copy the recording again: a download or a copy of it was not finished.' },
  );
}

/**
 * Opens a regular file on a disk, and nothing else: opening a pipe waits for its writer, opening a device may do
 * something, and files that the kernel makes up may have no end.
 *
 * @throws ScribeError RECORDING that says what it is instead.
 */
export async function openFile(path: string, label: string): Promise<FileHandle> {
  const name = fsPath(path);
  let file: FileHandle | undefined;
  try {
    const stats = await stat(name);
    if (stats.isDirectory()) await (await opendir(name)).close();
    refuseOtherTypes(stats, label);
    const { type } = await statfs(name);
    if (madeUp.has(type)) throw notAFile(label, 'made up by the system', 'Name an audio or video file.');
    // Between the two calls it may have become a pipe.
    file = await open(name, constants.O_RDONLY | constants.O_NONBLOCK);
    refuseOtherTypes(await file.stat(), label);
    return file;
  } catch (cause) {
    await file?.close();
    throw cause instanceof ScribeError ? cause : readingError(label, cause);
  }
}

/** Magic numbers of Linux file systems: /proc, /sys, and what is mounted in it. */
const madeUp = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x63677270, 0x27e0eb, 0xcafe4a11]);

function refuseOtherTypes(stats: Stats, label: string): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw readingError(label, { code: 'EISDIR' });
  if (stats.isFIFO())
    throw notAFile(label, 'a pipe', 'Send its output through standard input: `scribe ingest - < PIPE`.');
  const what = stats.isSocket() ? 'a socket' : 'a device';
  throw notAFile(label, what, 'Record to a file first, or send the recording through standard input.');
}

function notAFile(label: string, what: string, hint: string): ScribeError {
  return new ScribeError('RECORDING', `Reading ${label} failed: it is ${what}, not a file.`, { hint });
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

/** The error for what opening or reading the recording threw, with what to do about it. */
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
  'Make it readable for this user (`chmod u+r FILE`, and `chmod u+rx` for its folders).',
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
 * Hex SHA-256 of a recording's bytes.
 *
 * @throws ScribeError RECORDING when the file cannot be read; the signal's reason when it is aborted.
 */
export async function hashInput(path: string, { signal, onProgress }: ReadOptions = {}): Promise<string> {
  const label = readableName(path);
  const file = await openFile(path, label);
  try {
    const { size } = await file.stat();
    return await sha256OfFile(file, { signal, onProgress: (done) => onProgress?.(Math.min(1, done / size)) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw readingError(label, cause);
  } finally {
    await file.close();
  }
}
