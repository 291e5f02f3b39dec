import type { CommandContext } from '../context.js';
import type { Meeting } from '../domain/meeting.js';
import type { Audio, Recording } from '../domain/recording.js';
import type { PipelineModels, ProcessPlan } from '../pipeline/plan.js';
import { type JobContext, runStage } from '../pipeline/run-stage.js';
import type { PipelineWorker } from '../pipeline/start-worker.js';
import type { Settings } from '../settings/definitions.js';
import { speakerCounts } from '../settings/speaker-counts.js';
import { spokenIn } from '../settings/spoken-in.js';
import type { Store } from '../store/store.js';
import { listTerms, type StoredTerm } from '../store/vocabulary.js';
import { checkLength, describeSpeakers, type ImportedTranscript } from './imported-transcript.js';
import { matchOptions, nameSpeakers } from './match-speakers.js';
import type { Spool } from './spool.js';

/** What the pipeline works with in a run. */
export interface PipelineRun {
  readonly context: CommandContext;
  readonly store: Store;
  readonly worker: PipelineWorker;
  readonly spool: Spool;
  readonly models: PipelineModels;
}

/** What is known about who speaks before anybody was heard. */
export interface ExpectedPeople {
  /** Ids of the only profiles that may be named; null: all of them. */
  readonly known: readonly string[] | null;
  /** Names by track of the recording; null: nobody said. */
  readonly trackNames: readonly (string | null)[];
}

/**
 * Transcribes a recording, tells its voices apart and says whose they are.
 */
export async function makeMeeting(
  id: string,
  title: string,
  recording: Recording,
  audio: Audio,
  people: ExpectedPeople,
  run: PipelineRun,
  job: JobContext,
  imported?: ImportedTranscript,
): Promise<Meeting> {
  const { context, store, worker, models } = run;
  if (imported) checkLength(imported, recording);
  const { contentFp } = recording.fingerprint;
  const plan = planOf(run);
  const languageTag = recording.language ?? null;
  const { warnings, ...processed } = await worker.run(
    { kind: 'process', audio, contentFp, languageTag, plan, given: imported?.given },
    job,
  );
  for (const message of warnings) job.emit({ kind: 'warning', message });
  const options = matchOptions(context.settings.values, models.voice.name);
  const { speakers, warnings: doubts } = await runStage('match', 'sqlite-vec', job, async () =>
    nameSpeakers(store, processed.clusters, recording.tracks, options, people),
  );
  for (const message of doubts) job.emit({ kind: 'warning', message });
  const said = imported
    ? [...imported.notes, ...describeSpeakers(id, imported, processed.clusters, speakers)]
    : [];
  for (const message of said) job.emit({ kind: 'note', message });
  return {
    id,
    title,
    recording: {
      ...recording,
      warnings: [...recording.warnings, ...warnings, ...doubts],
      notes: [...recording.notes, ...said],
    },
    speakers,
    ...processed,
  };
}

/** What the settings and the vocabulary of the store ask for. */
export function planOf({
  context,
  store,
  models,
}: Pick<PipelineRun, 'context' | 'store' | 'models'>): ProcessPlan {
  return processPlan(context.settings.values, models, listTerms(store));
}

/** The settings as the pipeline takes them. Pure. */
export function processPlan(
  settings: Settings,
  models: PipelineModels,
  vocabulary: readonly Pick<StoredTerm, 'term'>[] = [],
): ProcessPlan {
  const { beam, prompt, longForm, hallucinationSilence } = settings;
  const { threads, hallucinations } = settings;
  const hotwords = settings.hotwords
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const terms = vocabulary.map(({ term }) => term).filter((term) => !hotwords.includes(term));
  const known = terms.length > 0 ? { terms } : {};
  const decoding = { beam, hotwords, ...known, prompt, longForm, hallucinationSilence };
  return {
    models,
    ...spokenIn(settings),
    decoding,
    threads,
    ...speakerCounts(settings),
    hallucinations,
  };
}
