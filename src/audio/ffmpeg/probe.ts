import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { askFfmpeg } from './banner.js';
import { type Container, lowerKeys, type MediaStream, notOpened, streamOf } from './container.js';
import { notStarted, probingSeconds, withinLimits } from './limits.js';
import { createFfmpegLog, type FfmpegLog } from './log.js';
import {
  exitedByItself,
  ffmpegFailed,
  ffmpegHangs,
  ffmpegOvertime,
  inputArguments,
  type Source,
} from './run.js';
import { createWatchdog } from './watchdog.js';

/**
 * What a file says about itself, from the ffprobe beside the ffmpeg, or from ffmpeg if there is none.
 *
 * @throws ScribeError RECORDING when it cannot be opened as a recording.
 */
export async function readContainer(source: Source): Promise<Container> {
  const ffprobe = await ffprobeBeside(source.program);
  if (ffprobe) {
    const log = createFfmpegLog(source.path);
    const container = await askFfprobe(ffprobe, source, log).catch((cause) => {
      source.signal?.throwIfAborted();
      if (cause.code === 'RECORDING') throw cause;
      // An ffprobe that does not run is no reason to give up: ffmpeg may run.
      return undefined;
    });
    if (container) return container;
    if (container === null) throw notOpened(source.label, log.trouble());
  }
  const log = createFfmpegLog(source.path);
  const { container, failure } = await askFfmpeg(source, log);
  // Of streams whose parameters it cannot find out, an old ffmpeg lists none, and fails.
  const unlisted = failure && container?.streams.length === 0 && !noStream.test(log.trouble().reason);
  if (container && !unlisted) return container;
  if (failure && !exitedByItself(failure)) throw ffmpegFailed(source.label, failure);
  throw notOpened(source.label, log.trouble());
}

/** What ffmpeg says where a file holds nothing to list. */
const noStream = /does not contain any stream|matches no streams/;

/** The ffprobe in the folder of an ffmpeg; null if there is none. */
async function ffprobeBeside(ffmpeg: string): Promise<string | null> {
  if (!/ffmpeg/.test(basename(ffmpeg))) return null;
  const path = join(dirname(ffmpeg), basename(ffmpeg).replace('ffmpeg', 'ffprobe'));
  return access(path, constants.X_OK).then(
    () => path,
    () => null,
  );
}

const tags = z.record(z.string(), z.string()).default({});
const answer = z.object({
  format: z.object({
    format_name: z.string(),
    duration: z.coerce.number().optional(),
    start_time: z.coerce.number().optional(),
    tags,
  }),
  streams: z.array(
    z.object({
      codec_type: z.string().default('data'),
      codec_name: z.string().default('unknown'),
      sample_rate: z.coerce.number().optional(),
      channels: z.number().optional(),
      channel_layout: z.string().optional(),
      width: z.number().optional(),
      disposition: z.object({ default: z.number(), attached_pic: z.number() }),
      tags,
    }),
  ),
});

const asked = [
  'format=format_name,duration,start_time',
  'format_tags',
  'stream=codec_type,codec_name,sample_rate,channels,channel_layout,width',
  'stream_disposition=default,attached_pic',
  'stream_tags',
].join(':');

/** Tags can hold a picture or a book, but not more than this. */
const longestAnswer = 64 << 20;

/**
 * Asks ffprobe for a container's streams, times and tags.
 *
 * @returns null when ffprobe could not open the file: the log says why.
 * @throws the error of a process that could not be run or was killed.
 */
export async function askFfprobe(program: string, source: Source, log: FfmpegLog): Promise<Container | null> {
  const options = ['-hide_banner', '-loglevel', 'level+warning', '-of', 'json', '-show_entries', asked];
  const { failure, stdout, stderr } = await run(program, [...options, ...inputArguments(source)], source);
  for (const line of stderr.split('\n')) log.push(line);
  if (failure?.signal === 'SIGXCPU') throw ffmpegOvertime(source.label);
  if (failure && (typeof failure.code !== 'number' || notStarted(failure.code))) throw failure;
  const parsed = failure ? null : answer.safeParse(JSON.parse(stdout));
  if (!parsed?.success) return null;
  const { format, streams } = parsed.data;
  return {
    format: format.format_name,
    duration: log.trouble().guessed ? undefined : format.duration,
    start: format.start_time ?? 0,
    tags: lowerKeys(format.tags),
    streams: streams.map(
      (stream): MediaStream =>
        streamOf({
          kind: stream.codec_type as MediaStream['kind'],
          codec: stream.codec_name,
          rate: stream.sample_rate,
          channels: stream.channels,
          layout: stream.channel_layout,
          picture: stream.codec_type === 'video' && !!stream.width && !stream.disposition.attached_pic,
          isDefault: stream.disposition.default === 1,
          tags: lowerKeys(stream.tags),
        }),
    ),
  };
}

type Failure = Error & { code?: number | string | null; signal?: NodeJS.Signals | null };

function run(program: string, args: readonly string[], { label, signal, patience }: Source) {
  return new Promise<{ failure: Failure | null; stdout: string; stderr: string }>((settle, reject) => {
    const hanging = new AbortController();
    const watchdog = createWatchdog(() => hanging.abort(), patience);
    const either = AbortSignal.any([hanging.signal, ...(signal ? [signal] : [])]);
    const options = {
      maxBuffer: longestAnswer,
      signal: either,
      killSignal: 'SIGKILL',
      windowsHide: true,
    } as const;
    const [limited, ...first] = withinLimits(program, { seconds: probingSeconds, writes: false });
    const child = execFile(limited, [...first, ...args], options, (failure, stdout, stderr) => {
      watchdog.stop();
      if (signal?.aborted) reject(signal.reason);
      else if (hanging.signal.aborted) reject(ffmpegHangs(label));
      else settle({ failure: failure as Failure | null, stdout, stderr });
    });
    child.stderr?.on('data', () => watchdog.touch());
    child.stdin?.end();
  });
}
