import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { decodeAudio } from '../audio/decode-audio.js';
import { type Audio, audioFiles, type ChannelMode, type Recording } from '../domain/recording.js';
import { checkpointKey } from './checkpoints.js';
import { type JobContext, readKept, runStage } from './run-stage.js';

export interface DecodeRequest {
  readonly kind: 'decode';
  /** What the recording is called: a path, or `-` for standard input. */
  readonly path: string;
  /** The file to open, if it is not `path`. */
  readonly file?: string;
  /** Hex SHA-256 of its bytes; null: not known yet. */
  readonly sha256: string | null;
  readonly spoolFolder: string;
  readonly stream?: number;
  /** As in `DecodeOptions`. */
  readonly ofSeveral?: boolean;
  readonly channels: ChannelMode;
  /** Zone and moment by which a date that the recording states is judged; as in `DecodeOptions`. */
  readonly zone?: string;
  readonly now?: number;
  /** An ffmpeg from the settings; null: the one that scribe finds. */
  readonly ffmpeg: string | null;
}

export interface DecodedRecording {
  readonly recording: Recording;
  readonly audio: Audio;
  /** Position of the track among those of the container, from 0. */
  readonly stream: number;
}

/** Raised when the same bytes give other samples or fingerprints than before. */
const decodeVersion = 6;

/** Decodes a recording, unless an earlier run decoded the same file and its working files are still there. */
export async function decodeOnce(request: DecodeRequest, context: JobContext): Promise<DecodedRecording> {
  const { path, file, sha256, spoolFolder, stream, ofSeveral, channels, ffmpeg, zone, now } = request;
  const key = sha256 === null ? null : decodeKey(request, sha256);
  const before = keptDecoded(key === null ? null : await context.checkpoints.get(key), spoolFolder);
  if (before) {
    context.emit({ kind: 'stage-skipped', stage: 'decode', reason: 'done before' });
    return before;
  }
  return runStage('decode', 'ffmpeg', context, async (control) => {
    const {
      recording,
      audio,
      stream: taken,
    } = await decodeAudio(path, {
      file,
      spoolFolder,
      stream,
      ofSeveral,
      channels,
      zone,
      now,
      ffmpeg: ffmpeg ?? undefined,
      sha256: sha256 ?? undefined,
      ...control,
    });
    const decoded = { recording, audio, stream: taken };
    if (key !== null) await context.checkpoints.put(key, decodedToText(decoded));
    return decoded;
  });
}

/** What an earlier run decoded, if its working files are still there. */
export function keptDecoded<T extends DecodedRecording>(kept: string | null, spoolFolder: string): T | null {
  const before = readKept<T>(kept, (text) => textToDecoded(text, spoolFolder));
  const isThere = (path: string) =>
    statSync(path, { throwIfNoEntry: false })?.size === (before?.audio.samples ?? 0) * 2;
  return before && audioFiles(before.audio).every(isThere) ? before : null;
}

/** A recording of another path or time of change has another name or date: it is decoded again. */
export function decodeKey(
  { path, file = path, stream, ofSeveral, channels, ffmpeg, zone }: DecodeRequest,
  sha256: string,
): string {
  const changed = path === '-' ? null : statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return checkpointKey(sha256, 'decode', [
    decodeVersion,
    resolve(path),
    changed,
    stream,
    ofSeveral,
    channels,
    ffmpeg,
    zone,
  ]);
}

export function decodedToText({ recording, ...decoded }: DecodedRecording): string {
  const { acoustic, ...fingerprint } = recording.fingerprint;
  return JSON.stringify({
    ...decoded,
    recording: { ...recording, fingerprint },
    acoustic: Array.from(acoustic),
  });
}

/** Working files of an earlier run, if they still exist, were moved into the folder of this process. */
function textToDecoded<T extends DecodedRecording>(text: string, spoolFolder: string): T {
  const { acoustic, ...decoded } = JSON.parse(text);
  const { audio: before, recording } = decoded;
  const here = (path: string) => join(spoolFolder, basename(path));
  const audio = { ...before, pcmPath: here(before.pcmPath), tracks: before.tracks.map(here) };
  const fingerprint = { ...recording.fingerprint, acoustic: Uint32Array.from(acoustic) };
  return { ...decoded, audio, recording: { ...recording, fingerprint } };
}
