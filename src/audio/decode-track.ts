import { Writable } from 'node:stream';
import { sampleRate } from '../domain/recording.js';
import { clockOf } from './container.js';
import { type Container, createFfmpegLog, type MediaStream, type Trouble } from './ffmpeg-log.js';
import { createFrameReader, type Frames } from './matroska-frames.js';
import { ffmpegFailed, type Output, runFfmpeg, type Source } from './run-ffmpeg.js';

/** Takes the frames of a track in their order; what it returns is waited for before ffmpeg may go on. */
export interface FrameSink {
  /** `time` is on the recording's clock. */
  take(frames: Frames): void;
  /** Called when a number of pieces were taken. */
  flush(): Promise<void>;
}

/** Seconds that are added to all times inside ffmpeg: its muxers would move sound from before 0. */
const lead = 60;

/**
 * Decodes one track into frames of 32-bit float samples at 16 kHz, with all its channels and their times. No filter
 * assumes that channels, rate or clock stay the same to the end.
 */
export async function decodeTrack(
  source: Source,
  container: Container,
  stream: MediaStream,
  sink: FrameSink,
): Promise<Trouble> {
  const log = createFfmpegLog(source.path);
  let bytes = 0;
  const reader = createFrameReader((frames) => sink.take({ ...frames, time: frames.time - lead }));
  const target = new Writable({
    // A target that closes itself before ffmpeg has ended is a failure to fluent-ffmpeg.
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      reader.push(chunk);
      sink.flush().then(() => done(), done);
    },
  });
  const position = container.streams.filter((other) => other.kind === 'audio').indexOf(stream);
  const sound = [
    '-map',
    `0:a:${position}`,
    '-vn',
    '-sn',
    '-dn',
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
  ];
  const frames = [
    '-ar',
    `${sampleRate}`,
    '-c:a',
    'pcm_f32le',
    '-output_ts_offset',
    `${lead}`,
    '-f',
    'matroska',
  ];
  const outputs: Output[] = [{ target, options: [...sound, ...frames] }];
  if (startsWithPictures(container)) outputs.push(picturesToNowhere);
  const { shift } = clockOf(container);
  const failure = await runFfmpeg(source, log, shift ? ['-itsoffset', `${shift}`] : [], outputs);
  const notTaken = (failure as { outputStreamError?: unknown } | undefined)?.outputStreamError;
  if (notTaken) throw notTaken;
  const trouble = log.trouble();
  // A status other than 0 after some sound is a damaged end: newer releases report it that way.
  const ended = !failure || /^ffmpeg exited with code/.test(failure.message);
  if (!ended || (failure && bytes === 0 && !trouble.reason)) throw ffmpegFailed(source.label, failure);
  return trouble;
}

/**
 * For formats whose timestamps may jump, ffmpeg takes the earliest stream *in use* for the beginning. Sound that
 * starts after the pictures would move to 0 if they were not in use as well: they are read, and thrown away.
 */
function startsWithPictures({ format, streams }: Container): boolean {
  const pictures = streams.filter((stream) => stream.kind === 'video');
  return /^mpeg(ts)?$/.test(format) && pictures.length > 0 && pictures.every((stream) => stream.picture);
}
const picturesToNowhere: Output = { target: '-', options: ['-map', '0:v', '-c', 'copy', '-f', 'null'] };
