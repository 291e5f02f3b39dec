import { statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { ScribeError } from '../../errors.js';
import { recordingDemuxers } from '../formats/media-formats.js';
import { limitDefaults, limitOptions, notStarted, processorTime, withinLimits } from './limits.js';
import type { FfmpegLog } from './log.js';
import { createWatchdog } from './watchdog.js';

/** A local file or a range of one, and the ffmpeg that reads it. */
export interface Source {
  readonly program: string;
  readonly path: string;
  /** What messages call it. */
  readonly label: string;
  /** Bytes, half open; the whole file if absent. */
  readonly range?: { readonly start: number; readonly end: number };
  /** What ffmpeg needs to open it. */
  readonly inputOptions?: readonly string[];
  readonly signal?: AbortSignal;
  /** Seconds without a sign of life after which it is considered hung. */
  readonly patience?: number;
}

/** A target of ffmpeg: a stream of ours, or a name that ffmpeg knows. */
export interface Output {
  readonly target: Writable | string;
  readonly options: readonly string[];
}

/**
 * The input of ffmpeg or ffprobe. The `file:` protocol, an absolute path and the whitelists ensure that a name never
 * means anything but that file.
 */
export function inputArguments(source: Source): string[] {
  return [...inputOptions(source), '-i', inputUrl(source)];
}

function inputOptions({ inputOptions = [] }: Source): string[] {
  const allowed = ['-protocol_whitelist', 'file,subfile', '-format_whitelist', recordingDemuxers.join(',')];
  return [...limitOptions, ...allowed, ...inputOptions];
}

/** Seconds of processor time that a source may take. */
function secondsFor({ path, range }: Source): number {
  const size = range ? range.end - range.start : statSync(path, { throwIfNoEntry: false })?.size;
  return processorTime(size ?? 0);
}

function inputUrl({ path, range }: Source): string {
  return range ? `subfile,,start,${range.start},end,${range.end},,:file:${path}` : `file:${path}`;
}

/**
 * Runs ffmpeg on a local file, within limits of its own.
 *
 * @param options more options for the input.
 * @param level how much it reports.
 * @returns the failure that fluent-ffmpeg reports, after all output has arrived; undefined if the exit status is 0.
 * @throws ScribeError RECORDING when it hangs or takes more processor time than it may; the signal's reason when it is
 *   aborted.
 */
export function runFfmpeg(
  source: Source,
  log: FfmpegLog,
  outputs: readonly Output[],
  level: 'info' | 'verbose' = 'verbose',
  options: readonly string[] = [],
): Promise<Error | undefined> {
  return new Promise((settle, reject) => {
    const { signal } = source;
    if (signal?.aborted) return reject(signal.reason);
    const command = ffmpeg({ stdoutLines: 20 });
    const writes = outputs.some(({ target }) => typeof target === 'string' && target !== '-');
    const [program, ...first] = withinLimits(source.program, { seconds: secondsFor(source), writes });
    command.setFfmpegPath(program);
    Object.assign(command, knownCapabilities(source, outputs));
    command.input(inputUrl(source));
    // As separate arguments: fluent-ffmpeg splits a single string at its spaces.
    command.inputOptions(first);
    command.inputOptions('-hide_banner', '-nostdin', '-nostats', '-loglevel', `level+${level}`);
    command.inputOptions([...inputOptions(source), ...options]);
    let flowing = 0;
    let ended = false;
    let failure: Error | undefined;
    let hangs = false;
    const kill = () => command.kill('SIGKILL');
    const watchdog = createWatchdog(() => {
      hangs = true;
      kill();
    }, source.patience);
    const finish = () => {
      if (!ended || flowing > 0) return;
      watchdog.stop();
      signal?.removeEventListener('abort', kill);
      if (signal?.aborted) reject(signal.reason);
      else if (hangs) reject(ffmpegHangs(source.label));
      else if (failure && log.trouble().overtime) reject(ffmpegOvertime(source.label));
      else settle(failure);
    };
    for (const output of outputs) {
      command.output(output.target as string, { end: true }).outputOptions([...output.options]);
      if (typeof output.target === 'string') continue;
      flowing++;
      watch(output.target, watchdog);
      output.target.on('finish', () => {
        flowing--;
        finish();
      });
      // fluent-ffmpeg sees this only while ffmpeg runs, but the last chunk may be refused after it has ended.
      output.target.on('error', (cause) => {
        failure ??= Object.assign(new Error(cause.message), { outputStreamError: cause });
        flowing--;
        finish();
      });
    }
    signal?.addEventListener('abort', kill, { once: true });
    command.on('start', () => {
      if (signal?.aborted) kill();
    });
    command.on('stderr', (line: string) => {
      watchdog.touch();
      log.push(line);
    });
    command.on('end', () => {
      ended = true;
      finish();
    });
    command.on('error', (error: Error) => {
      ended = true;
      failure ??= error;
      // If ffmpeg never ran, its outputs never end.
      if (!/^ffmpeg (exited with code|was killed)/.test(error.message)) flowing = 0;
      finish();
    });
    command.run();
  });
}

/**
 * What fluent-ffmpeg would ask the program for, in two runs of it, before it starts it: whether it has the formats that
 * it is given. ffmpeg says so itself, and the shell that limits it could not answer.
 */
function knownCapabilities({ inputOptions = [] }: Source, outputs: readonly Output[]) {
  const options = [inputOptions, ...outputs.map((output) => output.options)];
  const names = options.flatMap((list) => list.filter((_, i) => list[i - 1] === '-f'));
  const formats = Object.fromEntries(names.map((name) => [name, { canMux: true, canDemux: true }]));
  type Answer = (error: null, found: object) => void;
  return {
    availableFormats: (answer: Answer) => answer(null, formats),
    availableEncoders: (answer: Answer) => answer(null, {}),
  };
}

/** Output is a sign of life, and while we process it ffmpeg may have to wait. */
function watch(target: Writable, watchdog: ReturnType<typeof createWatchdog>): void {
  const write = target._write.bind(target);
  target._write = (chunk, encoding, done) => {
    watchdog.pause();
    write(chunk, encoding, (error) => {
      watchdog.resume();
      done(error);
    });
  };
}

/** Whether a failure is an exit status that ffmpeg chose: it was started, and nothing ended it. */
export function exitedByItself({ message }: Error): boolean {
  const status = /^ffmpeg exited with code (\d+)/.exec(message)?.[1];
  return status !== undefined && !notStarted(Number(status));
}

/** The error of an ffmpeg that did not work at all, or did not survive the file. */
export function ffmpegFailed(label: string, cause: Error): ScribeError {
  const signal = /was killed with signal (\w+)/.exec(cause.message)?.[1];
  if (signal) return ffmpegKilled(label, signal, cause);
  const status = Number(/exited with code (\d+)/.exec(cause.message)?.[1]);
  const reason = notStarted(status) ? 'it could not be started' : cause.message.split('\n')[0];
  return new ScribeError('RECORDING', `Decoding ${label} failed: ffmpeg did not work (${reason}).`, {
    hint: 'Run `scribe doctor` to see which ffmpeg is used. Install another one, or name one in the settings.',
    cause,
  });
}

function ffmpegKilled(label: string, signal: string, cause: Error): ScribeError {
  const what =
    signal === 'SIGKILL'
      ? 'the system ended ffmpeg (SIGKILL), as it does with what takes too much memory or time'
      : `ffmpeg crashed (${signal})`;
  return new ScribeError('RECORDING', `Decoding ${label} failed: ${what}.`, { hint: otherFfmpeg, cause });
}

const otherFfmpeg =
  'Export the recording again, or convert it to another format first. A newer ffmpeg may read it: `scribe doctor` shows which one is used.';

/** The error of an ffmpeg or ffprobe that gives no sign of life. */
export function ffmpegHangs(label: string): ScribeError {
  return new ScribeError(
    'RECORDING',
    `Decoding ${label} failed: ffmpeg stopped making progress, as it does with some damaged headers, and was killed.`,
    { hint: 'Export the recording again, or convert it to another format first.' },
  );
}

/** The error of an ffmpeg that reached the limit of its processor time. */
export function ffmpegOvertime(label: string): ScribeError {
  const { seconds } = limitDefaults;
  return new ScribeError(
    'RECORDING',
    `Decoding ${label} failed: ffmpeg took more processor time than a file of its size may (${seconds} s and more), and was ended.`,
    { hint: 'Export the recording again, or convert it to WAV or FLAC first.' },
  );
}
