import { rm } from 'node:fs/promises';
import { listStreams } from '../audio/list-streams.js';
import { secondLevels } from '../audio/tracks/find-clock.js';
import { joinRecordings } from '../audio/tracks/join-recordings.js';
import { type DatedTrack, type PlacedTrack, placeTracks } from '../audio/tracks/place-tracks.js';
import { putOnClock } from '../audio/tracks/put-on-clock.js';
import { spoolTracks } from '../audio/tracks/spool-tracks.js';
import { audioFiles, type Recording, sampleRate } from '../domain/recording.js';
import { ScribeError } from '../errors.js';
import { withAllPcm } from '../features/pcm.js';
import { checkpointKey } from './checkpoints.js';
import {
  type DecodedRecording,
  type DecodeRequest,
  decodedToText,
  decodeKey,
  decodeOnce,
  keptDecoded,
} from './decode-once.js';
import { type JobContext, runStage } from './run-stage.js';

/** A file of one conversation, or a stream of it. */
export interface TrackRequest extends DecodeRequest {
  readonly sha256: string;
  /** What people call it: `maya.wav`, `stream 1`. */
  readonly label: string;
}

export interface DecodeTracksRequest {
  readonly kind: 'decode-tracks';
  /** At least two; if one file holds all of them, that file, whose streams become the tracks. */
  readonly tracks: readonly TrackRequest[];
  /** Hex SHA-256 that stands for the bytes of all of them. */
  readonly sha256: string;
  /** Whether one file holds all of them, on one clock. */
  readonly together: boolean;
  readonly spoolFolder: string;
}

/** What several tracks became. */
export interface DecodedTracks extends DecodedRecording {
  /** For each track of the recording, its position in the request. */
  readonly order: readonly number[];
}

/** Raised when the same tracks give other samples than before. */
const tracksVersion = 1;

/**
 * Decodes each track, puts all on one clock, and writes them as the tracks of one recording. Neither samples nor tracks
 * depend on the order in which they are given, so that the same set is known again.
 *
 * @throws ScribeError RECORDING when two tracks are the same sound; whatever decoding throws.
 */
export async function decodeTracks(
  request: DecodeTracksRequest,
  context: JobContext,
): Promise<DecodedTracks> {
  const { sha256, together, spoolFolder } = request;
  const tracks = together ? await streamsOf(request.tracks[0], context.signal) : request.tracks;
  const key = checkpointKey(sha256, 'decode', [
    tracksVersion,
    together,
    tracks.map((track) => decodeKey(track, track.sha256)),
  ]);
  const kept = keptDecoded<DecodedTracks>(await context.checkpoints.get(key), spoolFolder);
  if (kept) {
    context.emit({ kind: 'stage-skipped', stage: 'decode', reason: 'done before' });
    return kept;
  }
  return runStage('decode', 'ffmpeg', context, async ({ signal, onProgress }) => {
    const decoded: DecodedRecording[] = [];
    const steps = tracks.length + 1;
    try {
      for (const [i, track] of tracks.entries()) {
        const emit: JobContext['emit'] = (event) => {
          if (event.kind === 'stage-progress') onProgress((i + event.share) / steps);
        };
        decoded.push(await decodeOnce(track, { ...context, emit }));
      }
      const order = orderOf(tracks, decoded);
      const joined = await joinTracks(
        order.map((i) => ({ label: tracks[i].label, ...decoded[i] })),
        decoded.map(({ recording }) => recording),
        request,
        { signal, onProgress: (share) => onProgress((tracks.length + share) / steps) },
      );
      const result = { ...joined, stream: 0, order };
      await context.checkpoints.put(key, decodedToText(result));
      return result;
    } finally {
      for (const { audio } of decoded) for (const file of audioFiles(audio)) await rm(file, { force: true });
    }
  });
}

/** A request for each audio stream of a file. */
async function streamsOf(whole: TrackRequest, signal: AbortSignal): Promise<readonly TrackRequest[]> {
  const { path, file = path, ffmpeg } = whole;
  const labels = await listStreams(file, { label: path, ffmpeg: ffmpeg ?? undefined, signal });
  if (labels.length < 2)
    throw new ScribeError(
      'RECORDING',
      `Decoding all streams of ${path} failed: it has ${labels.length === 0 ? 'no audio stream' : 'only one'}.`,
      { hint: 'Leave out `--stream all`; channels of one stream stay apart with `--channels split`.' },
    );
  return labels.map((label, stream) => ({ ...whole, stream, ofSeveral: true, label }));
}

/** The order that depends on nothing but the sound of the tracks. */
function orderOf(tracks: readonly TrackRequest[], decoded: readonly DecodedRecording[]): number[] {
  const keys = decoded.map(({ recording }) => recording.fingerprint.contentFp);
  for (const [i, key] of keys.entries()) {
    const first = keys.indexOf(key);
    if (first < i)
      throw new ScribeError(
        'RECORDING',
        `Aligning the tracks failed: ${tracks[first].label} and ${tracks[i].label} hold the same sound.`,
        { hint: 'Give each track once.' },
      );
  }
  return [...keys.keys()].sort((a, b) => (keys[a] < keys[b] ? -1 : 1));
}

async function joinTracks(
  tracks: readonly ({ readonly label: string } & DecodedRecording)[],
  named: readonly Recording[],
  { sha256, together, spoolFolder }: DecodeTracksRequest,
  control: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<Pick<DecodedRecording, 'recording' | 'audio'>> {
  return withAllPcm(
    tracks.map(({ audio }) => audio.pcmPath),
    async (pcms) => {
      const places: readonly PlacedTrack[] = together
        ? tracks.map(() => ({ start: 0, drift: 0, placed: 'file' }))
        : placeTracks(
            tracks.map(
              ({ recording }, i): DatedTrack => ({
                pcm: pcms[i],
                acoustic: recording.fingerprint.acoustic,
                levels: secondLevels(pcms[i]),
                began: beganAt(recording),
              }),
            ),
          );
      const clocked = pcms.map((pcm, i) => putOnClock(pcm, places[i]));
      const { audio, sound } = await spoolTracks(clocked, { spoolFolder, ...control });
      const { contentFp, acoustic } = sound;
      const recording = joinRecordings(
        tracks.map(({ label, recording }, i) => ({ label, recording, place: places[i] })),
        named,
        { sha256, contentFp, acoustic },
        audio.samples / sampleRate,
      );
      return { recording, audio };
    },
  );
}

/** The time of a file is when it was copied as often as when it was recorded. */
function beganAt({ recordedAt, dating }: Recording): number | null {
  const stated = dating?.source === 'quicktime' || dating?.source === 'tag' || dating?.source === 'file-name';
  return stated && dating.precision === 'moment' ? Date.parse(recordedAt) : null;
}
