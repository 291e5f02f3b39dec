import type { RecognitionWindow, Recognizer } from '../asr/recognizer.js';
import type { Segment } from '../domain/transcript.js';
import { type JobContext, runStage, type StageControl } from './run-stage.js';

/**
 * Windows that are recognized and kept together: some minutes of speech, so that a run that is killed in the
 * middle of a long recording loses no more than that. Batches never reach across blocks, so what a block says does
 * not depend on how often the run was interrupted.
 */
export const blockWindows = 128;

type Batch = readonly RecognitionWindow[];

export interface BlockWork {
  readonly recognizer: Pick<Recognizer, 'model' | 'planBatches'>;
  readonly windows: Batch;
  /** Names the checkpoint of a block by its number. */
  readonly keyOf: (block: number) => string;
  /** Recognizes batches, in whatever order, possibly several at once; the answers are in the order of the batches. */
  readonly recognize: (
    batches: readonly Batch[],
    control: StageControl,
  ) => Promise<readonly (readonly Segment[])[]>;
}

/** Recognizes all windows, block by block, each kept as soon as it is done. @returns segments in the order of time. */
export async function recognizeInBlocks(work: BlockWork, context: JobContext): Promise<Segment[]> {
  const { recognizer, windows, keyOf } = work;
  const count = Math.ceil(windows.length / blockWindows);
  const blocks: (readonly Segment[] | null)[] = [];
  for (let b = 0; b < count; b++) {
    const kept = await context.checkpoints.get(keyOf(b));
    blocks.push(kept === null ? null : (JSON.parse(kept) as Segment[]));
  }
  if (count > 0 && blocks.every((block) => block !== null)) {
    context.emit({ kind: 'stage-skipped', stage: 'recognize', reason: 'done before' });
    return blocks.flat() as Segment[];
  }
  return runStage('recognize', recognizer.model, context, async ({ signal, onProgress }) => {
    for (let b = 0; b < count; b++) {
      if (blocks[b] !== null) continue;
      const part = windows.slice(b * blockWindows, (b + 1) * blockWindows);
      const found = await work.recognize(recognizer.planBatches(part), {
        signal,
        onProgress: (share) => onProgress((b * blockWindows + share * part.length) / windows.length),
      });
      const segments = found.flat().sort((a, b) => a.start - b.start);
      await context.checkpoints.put(keyOf(b), JSON.stringify(segments));
      blocks[b] = segments;
    }
    return blocks.flat() as Segment[];
  });
}
