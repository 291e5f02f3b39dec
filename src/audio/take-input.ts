import { fstatSync, type Stats } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ScribeError } from '../errors.js';
import { fsPath, readableName } from '../platform/file-names.js';
import { hashFile, inspectInput, readingError } from './input-file.js';
import { spoolingError, spoolStream, workFiles } from './spool-folder.js';

/** A recording whose bytes are at hand. */
export interface TakenInput {
  /** The file to open. */
  readonly file: string;
  /** Hex, of all its bytes. */
  readonly sha256: string;
  /** Deletes what was made to have it. */
  release(): Promise<void>;
}

export interface TakeOptions {
  /** Folder for the bytes of standard input; asked for only when they come from there. */
  readonly spoolFolder: () => string;
  /** What is read when the path is `-`. */
  readonly input?: Readable;
  readonly signal?: AbortSignal;
  /** Called with the share of the bytes that was read, 0 to 1, where it is known how many there are. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Reads every byte of a recording once: of a file for its hash; of standard input (`-`) into a file of the spool as
 * well, because containers such as MP4 have to be read back and forth. A file whose name is not UTF-8 is opened
 * through a link.
 *
 * @throws ScribeError RECORDING when it is nothing that can be decoded, OUTPUT when the spool cannot take it; the
 *   signal's reason when it is aborted.
 */
export async function takeInput(path: string, options: TakeOptions): Promise<TakenInput> {
  options.signal?.throwIfAborted();
  return path === '-' ? takeStream(options.input ?? standardInput(), options) : takeFile(path, options);
}

async function takeFile(path: string, options: TakeOptions): Promise<TakenInput> {
  await inspectInput(path, readableName(path));
  const sha256 = await hashFile(path, options);
  const target = fsPath(resolve(path));
  if (typeof target === 'string') return { file: path, sha256, release: async () => {} };
  // ffmpeg is given names as UTF-8: this one goes by another.
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

/**
 * Standard input as a stream that waits for whoever writes: its descriptor may be shared with a program that made it
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
  // A closed one is /dev/null to Node.
  if (stats.isCharacterDevice()) throw refuse('it is closed, or a device');
  return process.stdin;
}
