import { ScribeError } from '../errors.js';
import type { Container, MediaStream } from './ffmpeg/container.js';

export interface TrackChoice {
  /** Position among the audio tracks, from 0. */
  readonly position: number;
  readonly track: MediaStream;
  /** What was chosen, and the other tracks; empty for a file with one track. */
  readonly notes: readonly string[];
}

/**
 * The audio track to decode: the one that was asked for, else the first that is not silent, those that are marked as
 * default first.
 *
 * @param isSilent listens to a track; called only if the answer matters.
 * @throws ScribeError RECORDING when there is no track, or none at the position asked for.
 */
export async function chooseTrack(
  container: Container,
  asked: number | undefined,
  label: string,
  isSilent: (position: number) => Promise<boolean>,
): Promise<TrackChoice> {
  const tracks = container.streams.filter((stream) => stream.kind === 'audio');
  if (tracks.length === 0) throw noTrack(container, label);
  if (asked !== undefined) {
    const track = tracks[asked];
    if (!track) throw noSuchTrack(tracks, asked, label);
    return { position: asked, track, notes: describeChoice(tracks, asked, 'as requested') };
  }
  if (tracks.length === 1) return { position: 0, track: tracks[0], notes: [] };
  const positions = [...tracks.keys()];
  // A mark on every track says nothing.
  const marked = tracks.every((track) => track.isDefault)
    ? []
    : positions.filter((position) => tracks[position].isDefault);
  const candidates = [...marked, ...positions.filter((position) => !marked.includes(position))];
  const silent: number[] = [];
  for (const position of candidates) {
    if (await isSilent(position)) {
      silent.push(position);
      continue;
    }
    const why = marked.includes(position)
      ? 'which is marked as the default'
      : silent.length > 0
        ? 'the first that is not silent'
        : 'the first';
    return { position, track: tracks[position], notes: describeChoice(tracks, position, why, silent) };
  }
  const [position] = candidates;
  const notes = describeChoice(tracks, position, 'though all of them are silent');
  return { position, track: tracks[position], notes };
}

function describeChoice(
  tracks: readonly MediaStream[],
  position: number,
  why: string,
  silent: readonly number[] = [],
): string[] {
  if (tracks.length === 1) return [];
  const rest = [...tracks.keys()].filter((other) => other !== position);
  const others = rest.map((other) => nameOf(tracks, other) + (silent.includes(other) ? ', silent' : ''));
  return [
    `The file has ${tracks.length} audio tracks. This is track ${nameOf(tracks, position)}, ${why}; not used: ${others.join('; ')}. ` +
      'Choose another one with `--stream N`.',
  ];
}

/** `1 "Headset" (eng)`, or its description if it has no title. */
function nameOf(tracks: readonly MediaStream[], position: number): string {
  const { language, description } = tracks[position];
  const title = titleOfStream(tracks[position]);
  return title
    ? `${position} "${title}"${language ? ` (${language})` : ''}`
    : `${position} (${description.replace(/[()]/g, '')})`;
}

/** A title may hold anything; this one fits into a sentence. */
export const titleOfStream = ({ tags }: MediaStream): string | undefined =>
  tags.title?.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();

function noTrack({ streams }: Container, label: string): ScribeError {
  const rest = streams.map((stream) => `${stream.kind} ${stream.codec}`).join(', ');
  return new ScribeError(
    'RECORDING',
    `Decoding ${label} failed: it has no audio stream (it holds ${rest || 'no streams at all'}).`,
    { hint: 'Perhaps the sound was recorded into another file.' },
  );
}

function noSuchTrack(tracks: readonly MediaStream[], asked: number, label: string): ScribeError {
  const list = tracks.map((track, i) => `${i}: ${track.description}`).join('; ');
  return new ScribeError(
    'RECORDING',
    `Decoding ${label} failed: it has no audio stream ${asked}. Its audio streams are ${list}.`,
    { hint: 'Choose one of them with `--stream N`, counted from 0.' },
  );
}
