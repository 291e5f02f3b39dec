import { rename, rm, stat } from 'node:fs/promises';
import { ScribeError } from '../errors.js';
import { findFfmpeg } from './ffmpeg/find.js';
import { createFfmpegLog } from './ffmpeg/log.js';
import { ffmpegFailed, runFfmpeg } from './ffmpeg/run.js';

export interface OpusEncoding {
  /** Of the recording. */
  readonly path: string;
  /** Audio stream inside the container, counted from 0. */
  readonly stream: number;
  /** The file that is made, complete or not at all. */
  readonly to: string;
  /** The ffmpeg that the settings name. */
  readonly ffmpeg: string | null;
  readonly signal?: AbortSignal;
}

/** Bits in a second: speech is as good as before, and an hour takes 11 MB. */
const bitRate = 24_000;

/**
 * Makes an Ogg file with Opus, one channel, of a recording: every browser can play it, and seek in it.
 * @throws ScribeError RECORDING when the recording is gone, or ffmpeg makes nothing of it.
 */
export async function encodeOpus({ path, stream, to, ffmpeg, signal }: OpusEncoding): Promise<void> {
  await requireRecording(path);
  const { path: program } = await findFfmpeg({ override: ffmpeg ?? undefined });
  const part = `${to}.part`;
  const options = [
    '-map',
    `0:a:${stream}`,
    '-vn',
    '-sn',
    '-dn',
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
  ];
  const opus = ['-ac', '1', '-c:a', 'libopus', '-b:a', String(bitRate), '-application', 'voip', '-f', 'ogg'];
  const log = createFfmpegLog(path);
  try {
    const outputs = [{ target: part, options: [...options, ...opus] }];
    const failure = await runFfmpeg({ program, path, label: path, signal }, log, outputs, 'info');
    const made = await stat(part).catch(() => null);
    // A damaged end is reported as a failure after all that could be decoded was written.
    if (failure && !(made && made.size > 0)) throw ffmpegFailed(path, failure);
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

/** @throws ScribeError RECORDING when there is no such file any longer. */
async function requireRecording(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return;
  throw new ScribeError('RECORDING', `Reading ${path} failed: the recording is not there any longer.`, {
    hint: 'Put the recording back where it was when it was ingested.',
  });
}
