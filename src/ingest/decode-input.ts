import { type TakenInput, type TakeOptions, takeInput } from '../audio/take-input.js';
import { shortId } from '../domain/meeting.js';
import type { RecordedAt } from '../domain/recorded-at.js';
import type { DecodedRecording, DecodeRequest } from '../pipeline/decode-once.js';
import type { TrackRequest } from '../pipeline/decode-tracks.js';
import type { JobContext } from '../pipeline/run-stage.js';
import { readableName } from '../platform/file-names.js';
import { sha256 } from '../platform/hash-file.js';
import type { Store } from '../store/store.js';
import { findKnownBytes } from './find-known.js';
import type { PipelineRun } from './run-pipeline.js';
import { type IngestInput, type TakenTracks, takeTracks } from './take-tracks.js';

export interface DecodeOptions {
  /** Position of the audio stream in its container; `all`: each is a track of its own. */
  readonly stream?: number | 'all';
  /** When it was recorded, whatever the file says. */
  readonly recorded?: RecordedAt;
  /** Who speaks in the channels or streams, in order; null: nobody said. Files have their names with them. */
  readonly trackNames?: readonly (string | null)[];
}

/** An input whose bytes are at hand. */
export type Taken = (
  | { readonly kind: 'file'; readonly path: string; readonly taken: TakenInput }
  | { readonly kind: 'files'; readonly names: readonly (string | null)[]; readonly taken: TakenTracks }
) & {
  /** Hex; stands for the bytes, and for what is made of them where that could be several things. */
  readonly sha256: string;
  release(): Promise<void>;
};

/** Reads every byte of an input once. @throws ScribeError as `takeInput` and `takeTracks` do. */
export async function takeBytes(
  input: IngestInput,
  { stream }: DecodeOptions,
  options: TakeOptions,
): Promise<Taken> {
  if (typeof input !== 'string') {
    const taken = await takeTracks(input, options);
    const names = input.map(({ name }) => name);
    return { kind: 'files', names, taken, sha256: taken.sha256, release: taken.release };
  }
  const taken = await takeInput(input, options);
  const ofAll = stream === 'all' ? sha256(`streams ${taken.sha256}`) : taken.sha256;
  return { kind: 'file', path: readableName(input), taken, sha256: ofAll, release: taken.release };
}

/** Decoded audio, and who is said to speak in its tracks. */
export interface DecodedInput extends DecodedRecording {
  /** By track of the recording; null: nobody said. */
  readonly trackNames: readonly (string | null)[];
}

/** Decodes an input and reads what its files say about it; `--date` overrides the date. */
export async function decodeInput(
  taken: Taken,
  options: DecodeOptions,
  run: PipelineRun,
  job: JobContext,
): Promise<DecodedInput> {
  const decoded = noteKnown(run.store, taken, await decode(taken, options, run, job));
  for (const message of decoded.recording.warnings) job.emit({ kind: 'warning', message });
  for (const message of decoded.recording.notes) job.emit({ kind: 'note', message });
  if (!options.recorded) return decoded;
  const { at, ...dating } = options.recorded;
  return { ...decoded, recording: { ...decoded.recording, recordedAt: at, dating } };
}

/** Says which of several files have a meeting of their own already. */
function noteKnown(store: Store, taken: Taken, decoded: DecodedInput): DecodedInput {
  if (taken.kind === 'file') return decoded;
  const notes = taken.taken.files.flatMap(({ sha256, label }) => {
    const known = findKnownBytes(store, sha256, undefined);
    return known
      ? [`${label} was processed before by itself; that meeting stays (${shortId(known.meetingId)}).`]
      : [];
  });
  const { recording } = decoded;
  return { ...decoded, recording: { ...recording, notes: [...recording.notes, ...notes] } };
}

async function decode(
  input: Taken,
  { stream, trackNames = [] }: DecodeOptions,
  { context, worker, spool }: PipelineRun,
  job: JobContext,
): Promise<DecodedInput> {
  const { channels, ffmpeg } = context.settings.values;
  const spoolFolder = spool.folder();
  const request = (path: string, { file, sha256 }: TakenInput) => ({
    kind: 'decode' as const,
    path,
    file,
    sha256,
    spoolFolder,
    zone: context.zone,
    now: Date.parse(context.now()),
    ffmpeg,
  });
  if (input.kind === 'file' && stream !== 'all') {
    // Whoever names the people in the channels says that each has one.
    const mode = trackNames.length > 1 && channels === 'auto' ? 'split' : channels;
    const whole: DecodeRequest = { ...request(input.path, input.taken), stream, channels: mode };
    return { ...(await worker.run(whole, job)), trackNames };
  }
  const tracks: TrackRequest[] =
    input.kind === 'file'
      ? [{ ...request(input.path, input.taken), channels: 'mix', label: '' }]
      : input.taken.files.map((file) => ({
          ...request(file.path, file),
          channels: 'mix',
          label: file.label,
        }));
  const { order, ...decoded } = await worker.run(
    { kind: 'decode-tracks', tracks, sha256: input.sha256, together: input.kind === 'file', spoolFolder },
    job,
  );
  const names = input.kind === 'file' ? trackNames : input.names;
  return { ...decoded, trackNames: order.map((i) => names[i] ?? null) };
}
