import { describe, expect, it } from 'vitest';
import type { RecognitionWindow } from '../../src/asr/recognizer.js';
import type { Segment } from '../../src/domain/transcript.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { type BlockWork, blockWindows, recognizeInBlocks } from '../../src/pipeline/recognize-in-blocks.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';

const windows: RecognitionWindow[] = Array.from({ length: 2 * blockWindows + 5 }, (_, i) => ({
  start: i,
  end: i + 1,
  speech: [{ start: i, end: i + 1 }],
}));

/** Says the start of every window; fails at the one that is given. */
function speaker(failAt = Number.POSITIVE_INFINITY) {
  const heard: number[] = [];
  const work: Omit<BlockWork, 'windows'> = {
    recognizer: {
      model: 'count',
      // Batches come in another order than the windows, as those of like length do.
      planBatches: (part) => [part.filter((w) => w.start % 2 === 1), part.filter((w) => w.start % 2 === 0)],
    },
    keyOf: (block) => `block ${block}`,
    async recognize(batches, { onProgress }) {
      const found: Segment[][] = [];
      for (const [i, batch] of batches.entries()) {
        found.push(
          batch.map(({ start, end }) => {
            if (start === failAt) throw new Error('the power went out');
            heard.push(start);
            return { start, end, text: String(start), confidence: 1, language: 'en', words: [] };
          }),
        );
        onProgress((i + 1) / batches.length);
      }
      return found;
    },
  };
  return { work, heard };
}

function context() {
  const kept = new Map<string, string>();
  const events: PipelineEvent[] = [];
  const job: JobContext = {
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    clock: () => 0,
    checkpoints: {
      get: async (key) => kept.get(key) ?? null,
      put: async (key, value) => {
        kept.set(key, value);
      },
    },
  };
  return { job, events, kept };
}

describe('recognizeInBlocks', () => {
  it('goes on with the block in which it was interrupted, and says the same in the end', async () => {
    const { job, events, kept } = context();
    const broken = speaker(blockWindows + 3);
    await expect(recognizeInBlocks({ ...broken.work, windows }, job)).rejects.toThrow('power');
    expect([...kept.keys()]).toEqual(['block 0']);
    expect(events.at(-1)).toMatchObject({ kind: 'stage-failed', stage: 'recognize' });

    const whole = speaker();
    const segments = await recognizeInBlocks({ ...whole.work, windows }, job);
    expect(Math.min(...whole.heard)).toBe(blockWindows);
    expect(segments.map((s) => s.text)).toEqual(windows.map((w) => String(w.start)));
  });

  it('does not load anything when all blocks are there', async () => {
    const { job, events } = context();
    await recognizeInBlocks({ ...speaker().work, windows }, job);
    events.length = 0;
    const again = speaker(0);
    const segments = await recognizeInBlocks({ ...again.work, windows }, job);
    expect(segments).toHaveLength(windows.length);
    expect(events).toEqual([{ kind: 'stage-skipped', stage: 'recognize', reason: 'done before' }]);
  });

  it('tells a share that only grows and ends at 1', async () => {
    const { job, events } = context();
    await recognizeInBlocks({ ...speaker().work, windows }, job);
    const shares = events.flatMap((e) => (e.kind === 'stage-progress' ? [e.share] : []));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('has nothing to do where nobody speaks', async () => {
    const { job } = context();
    expect(await recognizeInBlocks({ ...speaker().work, windows: [] }, job)).toEqual([]);
  });
});
