import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Span } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { inputArguments } from './run.js';

export interface Playing {
  /** Of the recording. */
  readonly path: string;
  /** Audio stream inside the container, counted from 0. */
  readonly stream: number;
  readonly span: Span;
  /** The ffmpeg that the settings name: ffplay is looked for beside it, else on the path of the machine. */
  readonly ffmpeg: string | null;
  readonly signal: AbortSignal;
}

/**
 * Plays a piece of a recording through ffplay, without a window, to its end.
 * @returns false when there is no ffplay.
 * @throws ScribeError RECORDING when the recording is gone or ffplay cannot play it.
 */
export async function playExcerpt({ path, stream, span, ffmpeg, signal }: Playing): Promise<boolean> {
  await access(path).catch((cause: unknown) => {
    throw new ScribeError('RECORDING', `Playing ${path} failed: the file is not there any longer.`, {
      hint: 'Put the recording back where it was when it was ingested.',
      cause,
    });
  });
  const program = ffmpeg === null ? 'ffplay' : join(dirname(ffmpeg), 'ffplay');
  const quiet = ['-hide_banner', '-loglevel', 'error', '-nodisp', '-autoexit', '-nostats'];
  const what = ['-ss', String(span.start), '-t', String(span.end - span.start), '-ast', `a:${stream}`];
  const child = spawn(program, [...quiet, ...what, ...inputArguments({ program, path, label: path })], {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', (cause: NodeJS.ErrnoException) =>
      cause.code === 'ENOENT' || cause.code === 'EACCES' ? resolve(null) : reject(cause),
    );
  });
  if (status === null) return false;
  // Without a sound card it gives up with status 0.
  if (status !== 0 || /^Failed to open/m.test(said))
    throw new ScribeError(
      'RECORDING',
      `Playing ${path} failed: ${said.trim().split('\n').at(-1) || `ffplay ended with status ${status}`}.`,
      { hint: 'Check that this machine can play sound.' },
    );
  return true;
}
