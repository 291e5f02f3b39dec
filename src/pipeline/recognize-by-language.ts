import type { RecognitionWindow, Recognizer } from '../asr/recognizer.js';
import { type Span, totalSeconds } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import type { InstalledModel } from '../models/installed.js';
import { type Checkpoints, checkpointKey } from './checkpoints.js';
import { type ProcessPlan, type ProcessRequest, recognizerFor, recognizes } from './plan.js';
import { readKept, type StageControl } from './run-stage.js';
import { divideThreads, type ProcessContext } from './worker-pool.js';

/** Raised when the same windows give other words than before. */
const recognitionVersion = 6;

/** Some speech, and the language that it is recognized in. */
export interface SpeechInLanguage {
  readonly speech: readonly Span[];
  readonly language: string;
}

/** Languages by how long they are spoken, the main one first. */
export function languagesOf(spoken: readonly SpeechInLanguage[]): string[] {
  const seconds = new Map<string, number>();
  for (const { language, speech } of spoken)
    seconds.set(language, (seconds.get(language) ?? 0) + totalSeconds(speech));
  return [...seconds].sort((a, b) => b[1] - a[1]).map(([language]) => language);
}

/**
 * Recognizes speech, language by language, each by the model for it. No window reaches from one language into
 * another.
 *
 * @param spoken sorted and disjoint.
 * @returns segments in the order of time.
 */
export async function recognizeByLanguage(
  spoken: readonly SpeechInLanguage[],
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<Segment[]> {
  const { audio, contentFp, plan } = request;
  const total = totalSeconds(spoken.flatMap(({ speech }) => speech));
  const segments: Segment[] = [];
  let done = 0;
  for (const code of languagesOf(spoken)) {
    const model = recognizerFor(plan.models.recognition, code);
    const { workers, threadsPerWorker } = divideRecognition(plan, model);
    const recognizer = await context.networks.recognizer(model, threadsPerWorker);
    const onlyIdentified = plan.language === 'auto' && !recognizes(model, code);
    const language = recognizer.languageFor(onlyIdentified ? 'auto' : code);
    const runs = runsOf(spoken, code);
    const share = totalSeconds(runs.flat()) / total;
    const found = await recognizeInBlocks(
      {
        recognizer,
        windows: runs.flatMap((run) => recognizer.chunkSpeech(run, plan.decoding.longForm)),
        keyOf: (windows) =>
          checkpointKey(contentFp, 'recognize-block', [
            recognitionVersion,
            model.hash,
            language,
            plan.decoding,
            windows,
          ]),
        recognize: (batches, blockControl) => {
          const { pcmPath } = audio;
          const { decoding } = plan;
          const common = { kind: 'recognize', pcmPath, model, threads: threadsPerWorker } as const;
          const tasks = batches.map((batch) => ({ ...common, language, decoding, batch }));
          return context.pool.runAll(tasks, workers, context, blockControl);
        },
      },
      context.checkpoints,
      { signal: control.signal, onProgress: (part) => control.onProgress(done + part * share) },
    );
    done += share;
    segments.push(...found);
  }
  return segments.sort((a, b) => a.start - b.start);
}

/** Threads for recognition: windows that continue each other cannot be spread over workers, and get all threads. */
export function divideRecognition({ threads, decoding }: ProcessPlan, { size }: InstalledModel) {
  return divideThreads(threads, decoding.longForm === 'sequential' ? Number.POSITIVE_INFINITY : size);
}

/** Speech in one language, joined as far as no other language comes between. */
function runsOf(spoken: readonly SpeechInLanguage[], language: string): Span[][] {
  const runs: Span[][] = [];
  spoken.forEach((own, i) => {
    if (own.language !== language) return;
    if (i > 0 && spoken[i - 1].language === language) runs[runs.length - 1].push(...own.speech);
    else runs.push([...own.speech]);
  });
  return runs;
}

/**
 * Windows that are recognized and kept together: some minutes of speech, so that a run that is killed in the
 * middle of a long recording loses no more than that. Batches never reach across blocks, so what a block says does
 * not depend on how often the run was interrupted.
 */
export const blockWindows = 128;

type Batch = readonly RecognitionWindow[];

export interface BlockWork {
  readonly recognizer: Pick<Recognizer, 'planBatches'>;
  readonly windows: Batch;
  /** Names the checkpoint of a block by its windows. */
  readonly keyOf: (block: Batch) => string;
  /** Recognizes batches, in any order, possibly several at a time; the answers are in the order of the batches. */
  readonly recognize: (
    batches: readonly Batch[],
    control: StageControl,
  ) => Promise<readonly (readonly Segment[])[]>;
}

/** Recognizes all windows, block by block, each kept as soon as it is done. @returns segments in the order of time. */
export async function recognizeInBlocks(
  { recognizer, windows, keyOf, recognize }: BlockWork,
  checkpoints: Checkpoints,
  { signal, onProgress }: StageControl,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (let at = 0; at < windows.length; at += blockWindows) {
    const block = windows.slice(at, at + blockWindows);
    const key = keyOf(block);
    let recognized = readKept(await checkpoints.get(key), (text) => JSON.parse(text) as Segment[]);
    if (recognized === null) {
      const found = await recognize(recognizer.planBatches(block), {
        signal,
        onProgress: (share) => onProgress((at + share * block.length) / windows.length),
      });
      recognized = found.flat().sort((a, b) => a.start - b.start);
      await checkpoints.put(key, JSON.stringify(recognized));
    }
    segments.push(...recognized);
  }
  return segments;
}
