import { Writable } from 'node:stream';
import { sampleRate } from '../domain/recording.js';
import { channelsOf } from './ffmpeg/banner.js';
import { type Container, clockOf } from './ffmpeg/container.js';
import { createFfmpegLog, type Trouble } from './ffmpeg/log.js';
import { exitedByItself, ffmpegFailed, type Output, runFfmpeg, type Source } from './ffmpeg/run.js';
import { createFrameReader, type Frames } from './formats/matroska-frames.js';

/** Takes the frames of a track in order; ffmpeg waits until `flush` is done. */
export interface FrameSink {
  /** `time` is on the recording's clock. */
  take(frames: Frames): void;
  /** Called after some pieces were taken. */
  flush(): Promise<void>;
}

export interface Track {
  readonly source: Source;
  readonly container: Container;
  /** Position among the audio tracks of the container, from 0. */
  readonly position: number;
  /** The number of channels to convert to; by default the number that it begins with. */
  readonly channels?: number;
}

export interface DecodedTrack {
  readonly trouble: Trouble;
  /** Channels of the frames that were taken. */
  readonly channels: number;
  /** The most channels that it has anywhere: more than `channels` if their number grows in the middle. */
  readonly widest: number;
}

/** Seconds that are added to all times inside ffmpeg: its muxers would shift sound that is before 0. */
const lead = 60;

/**
 * Decodes one track into frames of 32-bit float samples at 16 kHz, with all its channels and their times. No filter is
 * used that assumes that channels, rate or clock stay the same to the end.
 */
export async function decodeTrack(track: Track, sink: FrameSink): Promise<DecodedTrack> {
  const { source, container, position, channels } = track;
  const log = createFfmpegLog(source.path, container.format === 'mpegts');
  let bytes = 0;
  let widest = 0;
  let taken = 0;
  let next: number | null = null;
  const reader = createFrameReader((frames) => {
    taken = frames.channels;
    const time = next ?? frames.time - lead;
    if (untimed.test(container.format)) next = time + frames.samples.length / frames.channels / sampleRate;
    sink.take({ ...frames, time });
  });
  const target = new Writable({
    // For fluent-ffmpeg, a target that closes before ffmpeg has ended is a failure.
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      // After an interruption, what is still in the pipe is dropped.
      if (source.signal?.aborted) return done();
      bytes += chunk.length;
      reader.push(chunk);
      sink.flush().then(() => done(), done);
    },
  });
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
  if (channels !== undefined) sound.push('-ac', `${channels}`);
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
  const both = {
    ...log,
    push(line: string) {
      log.push(line);
      widest = Math.max(widest, decodedChannels(line));
    },
  };
  const failure = await runFfmpeg(source, both, outputs, 'verbose', shift ? ['-itsoffset', `${shift}`] : []);
  const notTaken = (failure as { outputStreamError?: unknown } | undefined)?.outputStreamError;
  if (notTaken) throw notTaken;
  const trouble = log.trouble();
  // An exit status after some sound means a damaged end: newer releases report it that way.
  const ended = !failure || exitedByItself(failure);
  if (!ended || (failure && bytes === 0 && !trouble.reason)) throw ffmpegFailed(source.label, failure);
  return { trouble, channels: taken, widest: taken > 0 ? widest : 0 };
}

/** Containers without timestamps: the times that ffmpeg makes up for them are wrong after a change of the rate. */
const untimed = /^(mp3|aac|ac3|eac3|dts|truehd|amr|flac|wav|w64|aiff|caf|au)$/;

/** The line in which the source of a filter graph describes its input: printed again whenever that changes. */
const graphSource =
  /^\[graph[^\]]* @ 0x[\da-f]+\] \[verbose\] tb:\d+\/\d+ samplefmt:\w+ samplerate:\d+ ch(?:annel)?_?layout:(.+)$/;

function decodedChannels(line: string): number {
  const layout = graphSource.exec(line)?.[1];
  if (layout === undefined) return 0;
  // ffmpeg up to 5.0 prints the mask of the channels.
  const mask = /^0x([\da-f]+)$/.exec(layout)?.[1];
  return mask === undefined
    ? (channelsOf(layout) ?? 0)
    : BigInt(`0x${mask}`).toString(2).replaceAll('0', '').length;
}

/**
 * For formats whose timestamps may jump, ffmpeg takes the earliest stream *in use* for the beginning. Sound that starts
 * after the pictures would move to 0 if they were not in use as well: they are read and thrown away.
 */
function startsWithPictures({ format, streams }: Container): boolean {
  const pictures = streams.filter((stream) => stream.kind === 'video');
  return /^mpeg(ts)?$/.test(format) && pictures.length > 0 && pictures.every((stream) => stream.picture);
}
const picturesToNowhere: Output = { target: '-', options: ['-map', '0:v', '-c', 'copy', '-f', 'null'] };
