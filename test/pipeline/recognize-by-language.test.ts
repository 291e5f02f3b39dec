import { describe, expect, it } from 'vitest';
import type { RecognitionWindow } from '../../src/asr/recognizer.js';
import type { Segment } from '../../src/domain/transcript.js';
import type { Checkpoints } from '../../src/pipeline/checkpoints.js';
import { type BlockWork, blockWindows, recognizeInBlocks } from '../../src/pipeline/recognize-by-language.js';

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
      // Batches come in another order than the windows, as those of like length do.
      planBatches: (part) => [part.filter((w) => w.start % 2 === 1), part.filter((w) => w.start % 2 === 0)],
    },
    keyOf: ([first]) => `from ${first.start}`,
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

function checkpoints() {
  const kept = new Map<string, string>();
  const store: Checkpoints = {
    get: async (key) => kept.get(key) ?? null,
    put: async (key, value) => {
      kept.set(key, value);
    },
  };
  return { kept, store };
}

const control = (onProgress = (_share: number) => {}) => ({
  signal: new AbortController().signal,
  onProgress,
});

describe('recognizeInBlocks', () => {
  it('goes on with the block in which it was interrupted, and says the same in the end', async () => {
    const { kept, store } = checkpoints();
    const broken = speaker(blockWindows + 3);
    await expect(recognizeInBlocks({ ...broken.work, windows }, store, control())).rejects.toThrow('power');
    expect([...kept.keys()]).toEqual(['from 0']);

    const whole = speaker();
    const segments = await recognizeInBlocks({ ...whole.work, windows }, store, control());
    expect(Math.min(...whole.heard)).toBe(blockWindows);
    expect(segments.map((s) => s.text)).toEqual(windows.map((w) => String(w.start)));
  });

  it('recognizes nothing when all blocks are there', async () => {
    const { store } = checkpoints();
    await recognizeInBlocks({ ...speaker().work, windows }, store, control());
    const again = speaker(0);
    expect(await recognizeInBlocks({ ...again.work, windows }, store, control())).toHaveLength(
      windows.length,
    );
    expect(again.heard).toEqual([]);
  });

  it('tells a share that only grows and ends at 1', async () => {
    const shares: number[] = [];
    const noted = control((share) => shares.push(share));
    await recognizeInBlocks({ ...speaker().work, windows }, checkpoints().store, noted);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('has nothing to do where nobody speaks', async () => {
    const { store } = checkpoints();
    expect(await recognizeInBlocks({ ...speaker().work, windows: [] }, store, control())).toEqual([]);
  });
});
