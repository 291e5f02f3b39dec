import { formatClock, type Seconds } from '../domain/time.js';
import { chooseTrack } from './choose-track.js';
import { decodeTrack, type FrameSink, type Track } from './decode-track.js';
import { type Container, clockOf, type MediaStream } from './ffmpeg/container.js';
import type { Trouble } from './ffmpeg/log.js';
import { readContainer } from './ffmpeg/probe.js';
import type { Source } from './ffmpeg/run.js';
import { findLinks } from './formats/chained-file.js';

/** The track of a file that is to be decoded, in each link of a chained file. */
export interface OpenRecording {
  readonly container: Container;
  readonly stream: MediaStream;
  /** Position among the audio tracks, from 0. */
  readonly position: number;
  /** One for each link. */
  readonly tracks: readonly Track[];
  /** The most channels that any of them is known to have. */
  readonly channels: number;
  /** The length of all links, if each states one. */
  readonly stated?: Seconds;
  readonly notes: readonly string[];
}

/**
 * Opens a local file, finds its links, and chooses the track.
 *
 * @param ofSeveral whether the other tracks are taken as well: then nothing was chosen.
 * @throws ScribeError RECORDING when it has none.
 */
export async function openRecording(
  source: Source,
  asked: number | undefined,
  ofSeveral = false,
): Promise<OpenRecording> {
  const links = await findLinks(source.path, source.signal);
  const opened: { source: Source; container: Container; stated?: Seconds }[] = [];
  for (const { start, end, inputOptions, stated } of links) {
    const range = links.length > 1 ? { start, end } : undefined;
    const own: Source = { ...source, range, inputOptions };
    const container = await readContainer(own);
    opened.push({ source: own, container, stated: stated ?? clockOf(container).length });
  }
  const [first] = opened;
  const { position, track, notes } = await chooseTrack(first.container, asked, source.label, (at) =>
    isSilent({ ...first, position: at }),
  );
  const tracks = opened.map((link): Track => {
    const there = link.container.streams.filter((stream) => stream.kind === 'audio').length;
    return { ...link, position: Math.min(position, there - 1) };
  });
  const channels = Math.max(...tracks.map((one) => channelsOf(one)));
  const allStated = opened.every((link) => link.stated !== undefined);
  return {
    container: first.container,
    stream: track,
    position,
    tracks: tracks.some((one) => channelsOf(one) !== channels)
      ? tracks.map((one) => ({ ...one, channels }))
      : tracks,
    channels,
    stated: allStated ? opened.reduce((sum, link) => sum + link.stated!, 0) : undefined,
    notes: ofSeveral ? [] : notes,
  };
}

function channelsOf({ container, position }: Track): number {
  return container.streams.filter((stream) => stream.kind === 'audio')[position]?.channels ?? 1;
}

/** Where the links of a chained file begin, in a sentence for people. */
export function describeLinks(starts: readonly Seconds[]): string[] {
  if (starts.length === 0) return [];
  const places = starts.slice(0, 5).map((start) => formatClock(start, 'short'));
  const more = starts.length > places.length ? ' and so on' : '';
  return [
    `The file holds ${starts.length + 1} recordings, joined one after the other; the next begins at ${places.join(', ')}${more}.`,
  ];
}

const silenceDefaults = {
  /** Of full scale (-75 dB): above what an encoder makes of digital silence, below a quiet room. */
  peak: 10 ** (-75 / 20),
  /** Samples above it that make a sound: a single click is not enough. */
  samples: 1600,
} as const;

/** Listens to a track until there is sound, or to its end. */
async function isSilent(track: Track): Promise<boolean> {
  const heard = new AbortController();
  const { signal } = track.source;
  let loud = 0;
  const sink: FrameSink = {
    take({ samples }) {
      for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]) > silenceDefaults.peak) loud++;
    },
    async flush() {
      if (loud >= silenceDefaults.samples) heard.abort();
    },
  };
  const either = AbortSignal.any([heard.signal, ...(signal ? [signal] : [])]);
  try {
    await decodeTrack({ ...track, source: { ...track.source, signal: either } }, sink);
  } catch (cause) {
    signal?.throwIfAborted();
    if (!heard.signal.aborted) throw cause;
  }
  return loud < silenceDefaults.samples;
}

/** What is wrong with several links, as if they were one. */
export function allTrouble(troubles: readonly Trouble[]): Trouble {
  return {
    damaged: troubles.reduce((sum, trouble) => sum + trouble.damaged, 0),
    cutOff: troubles.some((trouble) => trouble.cutOff),
    refused: false,
    guessed: troubles.some((trouble) => trouble.guessed),
    memory: troubles.some((trouble) => trouble.memory),
    overtime: false,
    reason: troubles.find((trouble) => trouble.reason)?.reason ?? '',
  };
}
