import type { TakenInput } from '../audio/take-input.js';
import type { CommandContext } from '../context.js';
import type { Meeting } from '../domain/meeting.js';
import type { RecordedAt } from '../domain/recorded-at.js';
import type { Audio, Recording } from '../domain/recording.js';
import type { DecodedRecording } from '../pipeline/decode-once.js';
import type { PipelineModels, ProcessPlan } from '../pipeline/plan.js';
import { type JobContext, runStage } from '../pipeline/run-stage.js';
import type { PipelineWorker } from '../pipeline/start-worker.js';
import type { Settings } from '../settings/definitions.js';
import { speakerCounts } from '../settings/speaker-counts.js';
import type { Store } from '../store/store.js';
import { matchOptions, matchSpeakers } from './match-speakers.js';
import type { Spool } from './spool.js';

/** What the pipeline works with in a run. */
export interface PipelineRun {
  readonly context: CommandContext;
  readonly store: Store;
  readonly worker: PipelineWorker;
  readonly spool: Spool;
  readonly models: PipelineModels;
}

export interface DecodeOptions {
  readonly stream?: number;
  /** When it was recorded, whatever the file says. */
  readonly recorded?: RecordedAt;
}

/** Decodes the recording and reads what its file says about it; `--date` overrides the date. */
export async function decodeRecording(
  path: string,
  { file, sha256 }: TakenInput,
  options: DecodeOptions,
  { context, worker, spool }: PipelineRun,
  job: JobContext,
): Promise<DecodedRecording> {
  const decoded = await worker.run(
    {
      kind: 'decode',
      path,
      file,
      sha256,
      spoolFolder: spool.folder(),
      stream: options.stream,
      channels: context.settings.values.channels,
      zone: context.zone,
      now: Date.parse(context.now()),
      ffmpeg: context.settings.values.ffmpeg,
    },
    job,
  );
  for (const message of decoded.recording.warnings) job.emit({ kind: 'warning', message });
  for (const message of decoded.recording.notes) job.emit({ kind: 'note', message });
  if (!options.recorded) return decoded;
  const { at, ...dating } = options.recorded;
  return { ...decoded, recording: { ...decoded.recording, recordedAt: at, dating } };
}

/**
 * Transcribes a recording, tells its voices apart and says whose they are.
 * @param known ids of the only profiles that may be named; null: all of them.
 */
export async function makeMeeting(
  id: string,
  title: string,
  recording: Recording,
  audio: Audio,
  known: readonly string[] | null,
  run: PipelineRun,
  job: JobContext,
): Promise<Meeting> {
  const { context, store, worker, models } = run;
  const { contentFp } = recording.fingerprint;
  const plan = processPlan(context.settings.values, models);
  const languageTag = recording.language ?? null;
  const { warnings, ...processed } = await worker.run(
    { kind: 'process', audio, contentFp, languageTag, plan },
    job,
  );
  for (const message of warnings) job.emit({ kind: 'warning', message });
  const options = matchOptions(context.settings.values, models.voice.name);
  const speakers = await runStage('match', 'sqlite-vec', job, async () =>
    matchSpeakers(store, processed.clusters, options, { only: known, rejected: [] }),
  );
  return {
    id,
    title,
    recording: { ...recording, warnings: [...recording.warnings, ...warnings] },
    speakers,
    ...processed,
  };
}

/** The settings as the pipeline takes them. Pure. */
export function processPlan(settings: Settings, models: PipelineModels): ProcessPlan {
  const { beam, prompt, longForm, hallucinationSilence } = settings;
  const { language, threads, hallucinations } = settings;
  const hotwords = settings.hotwords
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const decoding = { beam, hotwords, prompt, longForm, hallucinationSilence };
  return {
    models,
    language,
    decoding,
    threads,
    ...speakerCounts(settings),
    hallucinations,
  };
}
