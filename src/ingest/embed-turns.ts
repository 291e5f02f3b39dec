import type { CommandContext } from '../context.js';
import { toPlainError } from '../errors.js';
import type { InstalledModel } from '../models/installed.js';
import type { JobContext } from '../pipeline/run-stage.js';
import type { PipelineWorker } from '../pipeline/start-worker.js';
import type { Store } from '../store/store.js';
import { saveTextVectors, waitingTurns } from '../store/text-vectors.js';
import { installedTextModel } from '../text-embedding/installed-model.js';
import type { PipelineRun } from './run-pipeline.js';

const embedDefaults = {
  /** Turns between two writes: a second of work, which is all that an interruption loses. */
  batch: 200,
} as const;

/** Makes vectors of texts, in whichever process. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/**
 * Makes vectors of the turns that have none: of one meeting, or of all, newest first.
 *
 * @param most turns at most.
 * @returns how many were made.
 */
export async function embedTurns(
  store: Store,
  {
    model,
    embed,
    signal,
    meetingId = null,
    most = Number.POSITIVE_INFINITY,
    onProgress = () => {},
  }: {
    readonly model: string;
    readonly embed: EmbedTexts;
    readonly signal: AbortSignal;
    readonly meetingId?: string | null;
    readonly most?: number;
    readonly onProgress?: (made: number) => void;
  },
): Promise<number> {
  let made = 0;
  while (made < most) {
    signal.throwIfAborted();
    const turns = waitingTurns(store, Math.min(embedDefaults.batch, most - made), meetingId);
    if (turns.length === 0) break;
    const vectors = await embed(turns.map(({ text }) => text));
    saveTextVectors(
      store,
      model,
      turns.map((turn, i) => ({ ...turn, vector: vectors[i] })),
    );
    made += turns.length;
    onProgress(made);
  }
  return made;
}

/** `embed` by the pipeline's process, which Ctrl-C can end at once. */
export function embedInPipeline(
  worker: PipelineWorker,
  model: InstalledModel,
  { settings }: Pick<CommandContext, 'settings'>,
  job: JobContext,
): EmbedTexts {
  const { threads } = settings.values;
  return (texts) => worker.run({ kind: 'embed-texts', texts, model, threads }, job);
}

/**
 * Makes the vectors of a meeting that was just stored, if a text embedding model is installed. It is complete without them:
 * what goes wrong is a warning.
 */
export async function embedMeeting(
  meetingId: string,
  { context, store, worker }: Pick<PipelineRun, 'context' | 'store' | 'worker'>,
  job: JobContext,
): Promise<void> {
  try {
    const model = await installedTextModel(context);
    if (!model) return;
    const embed = embedInPipeline(worker, model, context, job);
    await embedTurns(store, { model: model.name, embed, signal: job.signal, meetingId });
  } catch (cause) {
    if (job.signal.aborted) return;
    const { message } = toPlainError(cause);
    job.emit({ kind: 'warning', message: `The meeting cannot be found by meaning yet: ${message}` });
  }
}
