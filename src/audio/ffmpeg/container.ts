import type { Seconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import type { Trouble } from './log.js';

/** What a file says about itself, by names in lower case; values are as they stand in the file. */
export type Tags = Readonly<Record<string, string>>;

/** One stream of a container. */
export interface MediaStream {
  readonly kind: 'audio' | 'video' | 'subtitle' | 'data' | 'attachment';
  readonly codec: string;
  /** ISO 639 code in the container, if it states one. */
  readonly language?: string;
  /** For instance `aac 44100 Hz stereo (eng)`. */
  readonly description: string;
  /** Moving pictures of a known size: not a cover, not a stream that could not be read. */
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
  /** Seconds; undefined when the container does not say, or ffmpeg had to guess it from the bit rate. */
  readonly duration?: number;
  /** Seconds: the smallest timestamp of its streams. */
  readonly start: number;
  readonly tags: Tags;
  readonly streams: readonly MediaStream[];
}

/** A stream as a program lists it, with what follows from that. */
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
  /** Where the recording ends, as far as the container states it. */
  readonly length?: Seconds;
}

/**
 * Where a container's clock begins. In MP4 and Matroska it begins at 0, whenever the first stream does; transport
 * streams, Ogg and others count from anywhere, so there the earliest stream is the beginning. So it is, too, where
 * an MP4 or Matroska file starts later than it is long: that is a piece of a live stream.
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

/** Why ffmpeg could not even open a file that is there and is not text. */
export function notOpened(label: string, trouble: Trouble): ScribeError {
  if (trouble.refused)
    return new ScribeError(
      'RECORDING',
      `Decoding ${label} failed: it is a picture, a playlist or some other kind of file that is not a recording.`,
      { hint: 'Name an audio or video file.' },
    );
  const generic = /^(Invalid data found|Invalid argument|End of file|Input\/output error|$)/.test(
    trouble.reason,
  );
  return generic
    ? new ScribeError(
        'RECORDING',
        `Decoding ${label} failed: it is not an audio or video file that ffmpeg knows.`,
        {
          hint: 'Export the recording as WAV, FLAC, MP3, M4A, Ogg, MP4 or Matroska.',
        },
      )
    : damagedFile(label, trouble);
}

/** Why not one sample came out of a file that ffmpeg opened. */
export function nothingDecoded(label: string, container: Container, trouble: Trouble): ScribeError {
  const silent = trouble.damaged === 0 && !trouble.cutOff && !container.duration;
  return silent
    ? new ScribeError('RECORDING', `Decoding ${label} failed: its audio stream has no samples (length 0).`, {
        hint: 'The recorder was stopped before it wrote anything, or never finished the file.',
      })
    : damagedFile(label, trouble);
}

function damagedFile(label: string, trouble: Trouble): ScribeError {
  const what = trouble.cutOff ? 'cut off before any sound' : 'damaged';
  const reason = trouble.reason ? ` (ffmpeg: ${trouble.reason})` : '';
  return new ScribeError('RECORDING', `Decoding ${label} failed: the file is ${what}${reason}.`, {
    hint: 'Copy or export the recording again; a file that is still being written becomes readable when it is finished.',
  });
}

/** The container's own tags, and of the other names the first that a stream has. */
export function allTags({ tags, streams }: Container): Tags {
  return Object.assign({}, ...streams.map((stream) => stream.tags).reverse(), tags);
}
