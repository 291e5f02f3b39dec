import type { Writable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { ScribeError } from '../errors.js';
import type { FfmpegLog } from './ffmpeg-log.js';
import { recordingDemuxers } from './media-formats.js';

/** A local file, and the ffmpeg that reads it. */
export interface Source {
  readonly program: string;
  readonly path: string;
  /** What messages call it. */
  readonly label: string;
  readonly signal?: AbortSignal;
}

/** Where ffmpeg writes to: a stream of ours, or the name of one of its own targets. */
export interface Output {
  readonly target: Writable | string;
  readonly options: readonly string[];
}

/**
 * Runs ffmpeg on a local file. The `file:` protocol, an absolute path and the lists of what it may open keep every
 * name from meaning anything but that file.
 *
 * @returns what fluent-ffmpeg reports as a failure, after all output has arrived; undefined when the status is 0.
 */
export function runFfmpeg(
  source: Source,
  log: FfmpegLog,
  inputOptions: readonly string[],
  outputs: readonly Output[],
): Promise<Error | undefined> {
  return new Promise((settle, reject) => {
    const { signal } = source;
    if (signal?.aborted) return reject(signal.reason);
    const command = ffmpeg({ stdoutLines: 20 });
    command.setFfmpegPath(source.program);
    command.input(`file:${source.path}`);
    // In pieces, as separate arguments: a single string would be split at its spaces.
    command.inputOptions('-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info');
    command.inputOptions('-protocol_whitelist', 'file', '-format_whitelist', recordingDemuxers.join(','));
    if (inputOptions.length > 0) command.inputOptions([...inputOptions]);
    let flowing = 0;
    let ended = false;
    let failure: Error | undefined;
    const finish = () => {
      if (!ended || flowing > 0) return;
      signal?.removeEventListener('abort', kill);
      if (signal?.aborted) reject(signal.reason);
      else settle(failure);
    };
    for (const output of outputs) {
      command.output(output.target as string, { end: true }).outputOptions([...output.options]);
      if (typeof output.target === 'string') continue;
      flowing++;
      output.target.on('finish', () => {
        flowing--;
        finish();
      });
      // fluent-ffmpeg sees this only while ffmpeg runs; the last piece may be refused after it has ended.
      output.target.on('error', (cause) => {
        failure ??= Object.assign(new Error(cause.message), { outputStreamError: cause });
        flowing--;
        finish();
      });
    }
    const kill = () => command.kill('SIGKILL');
    signal?.addEventListener('abort', kill, { once: true });
    command.on('start', () => {
      if (signal?.aborted) kill();
    });
    command.on('stderr', (line: string) => log.push(line));
    command.on('end', () => {
      ended = true;
      finish();
    });
    command.on('error', (error: Error) => {
      ended = true;
      failure ??= error;
      // Unless ffmpeg ran and ended, its output does not end either.
      if (!/^ffmpeg (exited with code|was killed)/.test(error.message)) flowing = 0;
      finish();
    });
    command.run();
  });
}

/** The error of an ffmpeg that could not do its work at all. */
export function ffmpegFailed(label: string, cause: Error): ScribeError {
  const reason = cause.message.split('\n')[0];
  return new ScribeError('RECORDING', `Decoding ${label} failed: ffmpeg did not work (${reason}).`, {
    hint: 'Run `scribe doctor` to see which ffmpeg is used; install another one or name it in the settings.',
    cause,
  });
}
