import { createHash } from 'node:crypto';
import { fstatSync, type Stats } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ScribeError } from '../errors.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { hashInput, inspectInput, readingError } from './input-file.js';
import { spoolingError, workFiles, writeSpool } from './spool-folder.js';

/** A recording whose bytes are at hand. */
export interface TakenInput {
  /** The file to open. */
  readonly file: string;
  /** Hex, of all its bytes. */
  readonly sha256: string;
  /** Deletes the link or copy that was made for it, if any. */
  release(): Promise<void>;
}

export interface TakeOptions {
  /** Folder for the bytes of standard input; called only if it is needed. */
  readonly spoolFolder: () => string;
  /** What is read when the path is `-`. */
  readonly input?: Readable;
  readonly signal?: AbortSignal;
  /** Called with the share of the bytes that was read, 0 to 1, if their number is known. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads every byte of a recording once, for its hash. Standard input (`-`) is copied into a file of the spool, because
 * containers such as MP4 need seeking. A file whose name is not UTF-8 is opened through a link.
 *
 * @throws ScribeError RECORDING if it cannot be a recording, OUTPUT if the spool cannot take it; the signal's reason
 *   when it is aborted.
 */
export async function takeInput(path: string, options: TakeOptions): Promise<TakenInput> {
  options.signal?.throwIfAborted();
  return path === '-' ? takeStream(options.input ?? standardInput(), options) : takeFile(path, options);
}

async function takeFile(path: string, options: TakeOptions): Promise<TakenInput> {
  await inspectInput(path, readableName(path));
  const sha256 = await hashInput(path, options);
  const target = fsPath(resolve(path));
  if (typeof target === 'string') return { file: path, sha256, release: async () => {} };
  // Arguments of a process are UTF-8.
  const spoolFolder = options.spoolFolder();
  const { input: file } = await workFiles(spoolFolder);
  await symlink(target, file).catch((cause) => {
    throw spoolingError(spoolFolder, cause);
  });
  return { file, sha256, release: () => rm(file, { force: true }) };
}

async function takeStream(input: Readable, { signal, ...options }: TakeOptions): Promise<TakenInput> {
  const spoolFolder = options.spoolFolder();
  const { input: file } = await workFiles(spoolFolder);
  const release = () => rm(file, { force: true });
  try {
    const sha256 = await spoolStream(input, file, spoolFolder, signal);
    await inspectInput(file, 'standard input');
    return { file, sha256, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Copies a stream into a file. Returns hex SHA-256 of its bytes. */
async function spoolStream(
  input: Readable,
  path: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  const stop = () => input.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await writeSpool(path, folder, async (spool) => {
      for await (const chunk of input) {
        hash.update(chunk);
        await spool.write(chunk);
      }
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause instanceof ScribeError ? cause : readingError('standard input', cause);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
  return hash.digest('hex');
}

/**
 * Standard input as a stream that waits for its writer: the descriptor may be shared with a program that made it
 * non-blocking, so it cannot be read like a file.
 */
function standardInput(): Readable {
  const refuse = (reason: string) =>
    new ScribeError('RECORDING', `Reading standard input failed: ${reason}.`, {
      hint: 'Send a recording through it: `scribe ingest - < FILE`, or `... | scribe ingest -`.',
    });
  if (process.stdin.isTTY) throw refuse('it is the terminal');
  let stats: Stats;
  try {
    stats = fstatSync(0);
  } catch (cause) {
    throw readingError('standard input', cause);
  }
  if (stats.isDirectory()) throw readingError('standard input', { code: 'EISDIR' });
  // Node opens /dev/null in place of a closed one.
  if (stats.isCharacterDevice()) throw refuse('it is closed, or a device');
  return process.stdin;
}
