import type { RecognitionWindow } from '../asr/recognizer.js';
import { type Span, totalSeconds } from '../domain/time.js';
import type { Segment } from '../domain/transcript.js';
import { checkpointKey } from './checkpoints.js';
import { divideThreads } from './pool.js';
import type { ProcessContext } from './process-context.js';
import { recognizeInBlocks } from './recognize-in-blocks.js';
import { recognizerFor, recognizes } from './recognizers.js';
import type { ProcessRequest } from './requests.js';
import type { StageControl } from './run-stage.js';

/** Raised when the same windows give other words than before. */
const recognitionVersion = 4;

/** Some speech, and the language that it is recognized in. */
export interface SpokenStretch {
  readonly speech: readonly Span[];
  readonly language: string;
}

/** Languages by how long they are spoken, the main one first. */
export function languagesOf(stretches: readonly SpokenStretch[]): string[] {
  const seconds = new Map<string, number>();
  for (const { language, speech } of stretches)
    seconds.set(language, (seconds.get(language) ?? 0) + totalSeconds(speech));
  return [...seconds].sort((a, b) => b[1] - a[1]).map(([language]) => language);
}

/**
 * Recognizes stretches, language by language, each by the model for it. Windows do not reach from one language into
 * another; every block of them is kept as soon as it is done.
 *
 * @param stretches sorted and disjoint.
 * @returns segments in the order of time.
 */
export async function recognizeStretches(
  stretches: readonly SpokenStretch[],
  request: ProcessRequest,
  context: ProcessContext,
  control: StageControl,
): Promise<Segment[]> {
  const { audio, contentFp, plan } = request;
  const total = totalSeconds(stretches.flatMap(({ speech }) => speech));
  const segments: Segment[] = [];
  let done = 0;
  for (const spoken of languagesOf(stretches)) {
    const model = recognizerFor(plan.models.recognition, spoken);
    const { lanes, threadsPerLane } = divideThreads(plan.threads, model.size);
    const recognizer = await context.networks.recognizer(model, threadsPerLane);
    const heardAlone = plan.language === 'auto' && !recognizes(model, spoken);
    const language = recognizer.languageFor(heardAlone ? 'auto' : spoken);
    const runs = runsOf(stretches, spoken);
    const share = totalSeconds(runs.flat()) / total;
    const found = await recognizeInBlocks(
      {
        recognizer,
        windows: runs.flatMap((run) => recognizer.chunkSpeech(run)),
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
          const common = { kind: 'recognize', pcmPath, model, threads: threadsPerLane } as const;
          const requests = batches.map(
            (batch: readonly RecognitionWindow[]) => ({ ...common, language, decoding, batch }) as const,
          );
          return context.lanes.runAll(requests, lanes, context, blockControl);
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

/** The speech of neighbouring stretches in one language, joined. */
function runsOf(stretches: readonly SpokenStretch[], language: string): Span[][] {
  const runs: Span[][] = [];
  stretches.forEach((stretch, i) => {
    if (stretch.language !== language) return;
    if (i > 0 && stretches[i - 1].language === language) runs[runs.length - 1].push(...stretch.speech);
    else runs.push([...stretch.speech]);
  });
  return runs;
}
