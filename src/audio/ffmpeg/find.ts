import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ScribeError } from '../../errors.js';

/** A working ffmpeg, and where it was found. */
export interface Ffmpeg {
  readonly path: string;
  /** As it prints it, for instance `6.1.1-3ubuntu5`. */
  readonly version: string;
  /** Version of its libavutil: it can be compared, unlike the names of releases and snapshots. */
  readonly libavutil: readonly [major: number, minor: number, micro: number];
  readonly source: 'setting' | 'PATH' | 'bundled';
}

export interface FindFfmpegOptions {
  /** A path from the settings: only this program is tried. */
  readonly override?: string;
  /** Folders to search, formatted like `$PATH`. */
  readonly searchPath?: string;
}

const run = promisify(execFile);

/**
 * The ffmpeg that the settings name, else the newer of the one on `$PATH` and the bundled one (of 2018).
 *
 * @throws ScribeError RECORDING when none of them runs.
 */
export async function findFfmpeg(options: FindFfmpegOptions = {}): Promise<Ffmpeg> {
  if (options.override !== undefined) {
    const asked = await inspect(options.override, 'setting');
    if (typeof asked !== 'string') return asked;
    throw new ScribeError('RECORDING', `Starting ${options.override} as ffmpeg failed: ${asked}.`, {
      hint: 'Name a working ffmpeg in the settings, or remove the setting to use the bundled one.',
    });
  }
  const onPath = await searchFolders(options.searchPath ?? process.env.PATH ?? '');
  const bundled = await inspect(bundledPath(), 'bundled');
  if (typeof bundled === 'string') {
    if (onPath) return onPath;
    throw new ScribeError('RECORDING', `Starting the bundled ffmpeg failed: ${bundled}.`, {
      hint: 'Install ffmpeg with the package manager of this machine, or run `npm ci` again.',
    });
  }
  return onPath && compareVersions(onPath.libavutil, bundled.libavutil) >= 0 ? onPath : bundled;
}

async function searchFolders(searchPath: string): Promise<Ffmpeg | undefined> {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of searchPath.split(delimiter)) {
    if (!folder) continue;
    const path = join(folder, name);
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!runnable) continue;
    const found = await inspect(path, 'PATH');
    if (typeof found !== 'string') return found;
  }
  return undefined;
}

/** The package has binaries for common platforms only, and throws on import on others. */
function bundledPath(): string {
  try {
    return (createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }).path;
  } catch {
    return '';
  }
}

/** Runs `-version`; a string is the reason why it does not work. */
async function inspect(path: string, source: Ffmpeg['source']): Promise<Ffmpeg | string> {
  if (!path) return 'there is none for this platform';
  try {
    const running = run(path, ['-version'], { timeout: 10_000, windowsHide: true });
    running.child.stdin?.end();
    const { stdout } = await running;
    const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
    const library = /^libavutil\s+(\d+)\.\s*(\d+)\.\s*(\d+)/m.exec(stdout);
    if (!version || !library) return 'it does not answer like ffmpeg';
    const libavutil = [Number(library[1]), Number(library[2]), Number(library[3])] as const;
    return { path, version, libavutil, source };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return 'there is no such program';
    if (code === 'EACCES') return 'it is not executable';
    return `it does not answer (${code ?? (cause as { signal?: string }).signal ?? cause})`;
  }
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((number, k) => number !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}
