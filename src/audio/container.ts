import { formatClock, type Seconds } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import type { Container, MediaStream, Trouble } from './ffmpeg-log.js';

/** Decoded and stated lengths that differ by more seconds than this are worth a warning. */
export const decodeDefaults = { durationTolerance: 1 } as const;

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

/**
 * The audio stream to decode.
 *
 * @throws ScribeError RECORDING when there is none, or none at this position.
 */
export function chooseStream(container: Container, position: number, label: string): MediaStream {
  const sounds = container.streams.filter((stream) => stream.kind === 'audio');
  const chosen = sounds[position];
  if (chosen) return chosen;
  if (sounds.length === 0) {
    const rest = container.streams.map((stream) => `${stream.kind} ${stream.codec}`).join(', ');
    throw new ScribeError(
      'RECORDING',
      `Decoding ${label} failed: it has no audio stream (it holds ${rest || 'no streams at all'}).`,
      { hint: 'Was the sound recorded into another file?' },
    );
  }
  const list = sounds.map((stream, i) => `${i}: ${stream.description}`).join('; ');
  throw new ScribeError(
    'RECORDING',
    `Decoding ${label} failed: it has no audio stream ${position}. Its audio streams are ${list}.`,
    { hint: 'Choose one of them with `--stream N`, counted from 0.' },
  );
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

/** What is worth telling about a recording that could be decoded. */
export function warningsAbout(
  container: Container,
  trouble: Trouble,
  decoded: Seconds,
  changed: boolean,
): string[] {
  const warnings: string[] = [];
  if (changed) warnings.push('The file changed while it was read; later parts may be missing.');
  if (trouble.cutOff) warnings.push('The file is cut off: ffmpeg reports that its end is missing.');
  if (trouble.damaged > 0 && !(trouble.cutOff && trouble.damaged === 1))
    warnings.push(
      `The file is damaged in ${trouble.damaged === 1 ? 'one place' : `${trouble.damaged} places`}.`,
    );
  const { length } = clockOf(container);
  if (length !== undefined && Math.abs(decoded - length) > decodeDefaults.durationTolerance) {
    const [stated, got] = [formatClock(length, 'short'), formatClock(decoded, 'short')];
    warnings.push(
      decoded < length
        ? `The sound ends at ${got}, but the container states a length of ${stated}.`
        : `The container states a length of ${stated}, but there is sound up to ${got}.`,
    );
  }
  return warnings;
}
