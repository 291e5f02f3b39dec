import type { Seconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { limitDefaults } from './limits.js';
import type { Trouble } from './log.js';

/** Metadata of a file, by names in lower case; values are those of the file. */
export type Tags = Readonly<Record<string, string>>;

/** One stream of a container. */
export interface MediaStream {
  readonly kind: 'audio' | 'video' | 'subtitle' | 'data' | 'attachment';
  readonly codec: string;
  /** ISO 639 code, if the container states one. */
  readonly language?: string;
  /** For instance `aac 44100 Hz stereo (eng)`. */
  readonly description: string;
  /** Video of a known size: not a cover, not a stream that could not be read. */
  readonly picture: boolean;
  /** Of sound. */
  readonly channels?: number;
  /** Marked as the one to play. */
  readonly isDefault: boolean;
  readonly tags: Tags;
}

/** What a container says about itself. */
export interface Container {
  /** Names of the demuxer, for instance `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** Seconds; undefined if the container does not state it, or ffmpeg had to guess it from the bit rate. */
  readonly duration?: number;
  /** Seconds: the smallest timestamp of its streams. */
  readonly start: number;
  readonly tags: Tags;
  readonly streams: readonly MediaStream[];
}

/** Adds language and description to a stream as ffprobe or ffmpeg lists it. */
export function streamOf(
  listed: Omit<MediaStream, 'language' | 'description'> & {
    readonly rate?: number;
    readonly layout?: string;
  },
): MediaStream {
  const { rate, layout, ...stream } = listed;
  const { codec, channels, tags } = stream;
  const stated = tags.language;
  const language = stated && stated !== 'und' ? stated : undefined;
  const sound =
    stream.kind === 'audio' ? [rate && `${rate} Hz`, layout ?? (channels && `${channels} channels`)] : [];
  const description = [codec, ...sound, language && `(${language})`].filter(Boolean).join(' ');
  return { ...stream, language, description };
}

export function lowerKeys(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value]));
}

export interface ContainerClock {
  /** What to add to ffmpeg's clock, which begins with the earliest stream, to get that of the container. */
  readonly shift: Seconds;
  /** The end of the recording on the container's clock, if it states one. */
  readonly length?: Seconds;
}

/**
 * The beginning of a container's clock. In MP4 and Matroska it begins at 0, whenever the first stream starts; transport
 * streams, Ogg and others count from anywhere, so their earliest stream is the beginning. The same is true of an MP4 or
 * Matroska file that starts later than it is long: it was cut from a live stream.
 */
export function clockOf(container: Container): ContainerClock {
  const { format, duration, start } = container;
  const mp4 = format.startsWith('mov,');
  const matroska = format.startsWith('matroska,');
  if (!mp4 && !matroska) return { shift: 0, length: duration };
  if (start >= (duration ?? 0)) return { shift: 0, length: matroska && start > 0 ? undefined : duration };
  // ffmpeg states the length of an MP4 without its start, that of a Matroska file with it.
  return { shift: start, length: duration !== undefined && mp4 ? duration + start : duration };
}

/** The error for a file that exists, is not text, and cannot be opened by ffmpeg. */
export function notOpened(label: string, trouble: Trouble): ScribeError {
  if (trouble.refused)
    return new ScribeError(
      'RECORDING',
      `Decoding ${label} failed: it is a picture, a playlist or another kind of file, not a recording.`,
      { hint: 'Name an audio or video file.' },
    );
  if (trouble.memory) return tooMuchMemory(label);
  const generic = /^(Invalid data found|Invalid argument|End of file|Input\/output error|$)/.test(
    trouble.reason,
  );
  return generic
    ? new ScribeError(
        'RECORDING',
        `Decoding ${label} failed: it is not an audio or video file that ffmpeg recognizes.`,
        {
          hint: 'Export the recording as WAV, FLAC, MP3, M4A, Ogg, MP4 or Matroska.',
        },
      )
    : damagedFile(label, trouble);
}

/** The error for a file that ffmpeg opened, and that gave no samples. */
export function nothingDecoded(label: string, container: Container, trouble: Trouble): ScribeError {
  if (trouble.memory) return tooMuchMemory(label);
  const silent = trouble.damaged === 0 && !trouble.cutOff && !container.duration;
  return silent
    ? new ScribeError('RECORDING', `Decoding ${label} failed: its audio stream has no samples (length 0).`, {
        hint: 'Either the recorder was stopped before it wrote anything, or it never finished the file.',
      })
    : damagedFile(label, trouble);
}

function tooMuchMemory(label: string): ScribeError {
  const most = `${limitDefaults.memory / 2 ** 30} GB`;
  return new ScribeError(
    'RECORDING',
    `Decoding ${label} failed: ffmpeg needed more memory than it may have (${most}), as it does with some damaged headers.`,
    { hint: 'Export the recording again, or convert it to WAV or FLAC first.' },
  );
}

function damagedFile(label: string, trouble: Trouble): ScribeError {
  const what = trouble.cutOff ? 'cut off before any sound' : 'damaged';
  const reason = trouble.reason ? ` (ffmpeg: ${trouble.reason})` : '';
  return new ScribeError('RECORDING', `Decoding ${label} failed: the file is ${what}${reason}.`, {
    hint: 'Copy or export the recording again. If it is still being written, wait until it is finished.',
  });
}

/** The container's tags; for names that it lacks, those of the first stream that has them. */
export function allTags({ tags, streams }: Container): Tags {
  return Object.assign({}, ...streams.map((stream) => stream.tags).reverse(), tags);
}
