import type { RecognitionWindow, Recognizer } from '../asr/recognizer.js';
import type { Segment } from '../domain/transcript.js';
import type { Checkpoints } from './checkpoints.js';
import { readKept, type StageControl } from './run-stage.js';

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
  /** Recognizes batches, in whatever order, possibly several at once; the answers are in the order of the batches. */
  readonly recognize: (
    batches: readonly Batch[],
    control: StageControl,
  ) => Promise<readonly (readonly Segment[])[]>;
}

/** Recognizes all windows, block by block, each kept as soon as it is done. @returns segments in the order of time. */
export async function recognizeInBlocks(
  work: BlockWork,
  checkpoints: Checkpoints,
  { signal, onProgress }: StageControl,
): Promise<Segment[]> {
  const { recognizer, windows, keyOf } = work;
  const segments: Segment[] = [];
  for (let at = 0; at < windows.length; at += blockWindows) {
    const part = windows.slice(at, at + blockWindows);
    const key = keyOf(part);
    const kept = readKept(await checkpoints.get(key), (text) => JSON.parse(text) as Segment[]);
    if (kept !== null) {
      segments.push(...kept);
      continue;
    }
    const found = await work.recognize(recognizer.planBatches(part), {
      signal,
      onProgress: (share) => onProgress((at + share * part.length) / windows.length),
    });
    const block = found.flat().sort((a, b) => a.start - b.start);
    await checkpoints.put(key, JSON.stringify(block));
    segments.push(...block);
  }
  return segments;
}
