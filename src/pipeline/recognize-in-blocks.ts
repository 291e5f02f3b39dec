import type { RecognitionWindow, Recognizer } from '../asr/recognizer.js';
import type { Segment } from '../domain/transcript.js';
import type { PcmReader } from '../signal/pcm.js';
import { type JobContext, runStage } from './run-stage.js';

/**
 * Windows that are recognized and kept together: some minutes of speech, so that a run that is killed in the
 * middle of a long recording loses no more than that. Batches never reach across blocks, so what a block says does
 * not depend on how often the run was interrupted.
 */
export const blockWindows = 64;

/**
 * Recognizes all windows, block by block, each kept as soon as it is done.
 * @param keyOf names the checkpoint of a block by its number.
 */
export async function recognizeInBlocks(
  recognizer: Recognizer,
  pcm: PcmReader,
  windows: readonly RecognitionWindow[],
  language: string,
  keyOf: (block: number) => string,
  context: JobContext,
): Promise<Segment[]> {
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
      const segments: Segment[] = [];
      const part = windows.slice(b * blockWindows, (b + 1) * blockWindows);
      const options = {
        language,
        signal,
        onProgress: (share: number) => onProgress((b * blockWindows + share * part.length) / windows.length),
      };
      for await (const piece of recognizer.recognize(pcm, part, options)) segments.push(...piece);
      await context.checkpoints.put(keyOf(b), JSON.stringify(segments));
      blocks[b] = segments;
    }
    return blocks.flat() as Segment[];
  });
}
