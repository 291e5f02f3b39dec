import { describe, expect, it } from 'vitest';
import { nemotronDefaults } from '../../src/segmentation/nemotron-diarizer.js';
import {
  type CachePolicy,
  emptySpeakerCache,
  remembered,
  type SpeakerCache,
  updateSpeakerCache,
} from '../../src/segmentation/speaker-cache.js';

/** Two rows stay in the queue, three leave it at a time, and seven rows fill the cache. */
const small: CachePolicy = {
  ...nemotronDefaults,
  fifoLength: 2,
  updatePeriod: 3,
  cacheLength: 7,
  silencePerSpeaker: 1,
};
const numbers = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toFixed(3)));

/** One speaker, and embeddings of one number. */
function update(
  memory: SpeakerCache,
  chunk: readonly number[],
  activity: readonly number[],
  policy = small,
): SpeakerCache {
  const step = {
    chunk: Float32Array.from(chunk),
    activity: Float32Array.from(activity),
    silence: Float32Array.of(-1),
  };
  return updateSpeakerCache(memory, step, 1, policy);
}

describe('updateSpeakerCache', () => {
  it('moves rows from the chunk to the queue, to the cache, and compresses that when it is full', () => {
    let memory = update(emptySpeakerCache, [1, 2], [0.9, 0.9, 0.1]);
    expect(numbers(remembered(memory))).toEqual([1, 2]);
    expect(numbers(memory.fifo)).toEqual([1, 2]);
    expect(memory).toMatchObject({ compressed: false, cache: emptySpeakerCache.cache });

    // The queue would have 4 rows: 3 of them go, with the probabilities of this step, and not of the one before.
    memory = update(memory, [3, 4], [0.8, 0.7, 0.6, 0.9, 0.1]);
    expect(numbers(memory.cache.embeddings)).toEqual([1, 2, 3]);
    expect(numbers(memory.cache.activity)).toEqual([0.8, 0.7, 0.6]);
    expect(numbers(memory.fifo)).toEqual([4]);

    // What is in order is judged anew. The queue has as many rows as it may: nothing moves, and nothing is judged.
    memory = update(memory, [5], [0.1, 0.1, 0.1, 0.9, 0.9]);
    expect(numbers(memory.cache.activity)).toEqual([0.8, 0.7, 0.6]);
    expect(numbers(remembered(memory))).toEqual([1, 2, 3, 4, 5]);
    memory = update(memory, [6, 7], [0.6, 0.7, 0.8, 0.9, 0.2, 0.95, 0.6]);
    expect(numbers(memory.cache.embeddings)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(numbers(memory.cache.activity)).toEqual([0.6, 0.7, 0.8, 0.9, 0.2, 0.95]);
    expect(numbers(memory.fifo)).toEqual([7]);
    expect(memory.compressed).toBe(false);

    // Nine rows do not fit into seven: row 5, in which nobody spoke, and the two weakest go; one place is of silence.
    memory = update(memory, [8, 9], [0.6, 0.7, 0.8, 0.9, 0.2, 0.95, 0.85, 0.9, 0.9]);
    expect(numbers(memory.cache.embeddings)).toEqual([3, 4, 6, 7, 8, 9, -1]);
    expect(numbers(memory.cache.activity)).toEqual([0.8, 0.9, 0.95, 0.85, 0.9, 0.9, 0]);
    expect(memory.compressed).toBe(true);
    expect(numbers(memory.fifo)).toEqual([]);

    // From now on the cache is out of order: its probabilities stay as they were, and new rows bring their own. Of the
    // old ones stay 6, and of the three alike the first two.
    memory = update(memory, [10, 11, 12], [...new Array(7).fill(0.1), 0.99, 0.99, 0.99]);
    expect(numbers(memory.cache.embeddings)).toEqual([4, 6, 8, 10, 11, 12, -1]);
    expect(numbers(memory.cache.activity)).toEqual([0.9, 0.95, 0.9, 0.99, 0.99, 0.99, 0]);
  });

  it('lets more rows go than usual when a long chunk has to fit, and no more than there are', () => {
    const long = update(emptySpeakerCache, [1, 2, 3, 4, 5, 6, 7], new Array(7).fill(0.9), {
      ...small,
      cacheLength: 9,
    });
    expect(numbers(long.fifo)).toEqual([6, 7]);
    const short = update(emptySpeakerCache, [1, 2, 3], [0.9, 0.9, 0.9], { ...small, updatePeriod: 300 });
    expect(numbers(short.fifo)).toEqual([]);
    expect(numbers(short.cache.embeddings)).toEqual([1, 2, 3]);
  });

  it('leaves what it was given as it was', () => {
    const before = update(emptySpeakerCache, [1, 2], [0.9, 0.9]);
    const copy = structuredClone(before);
    update(before, [3, 4, 5, 6, 7, 8, 9], new Array(9).fill(0.9));
    expect(before).toEqual(copy);
  });

  it('has the sizes of the model, and keeps two people who take turns for hours', () => {
    const { chunkLength, rightContext, speakers } = nemotronDefaults;
    let memory = emptySpeakerCache;
    const sizes: number[] = [];
    for (let start = 0; start < 4000; start += chunkLength) {
      const n = Math.min(chunkLength, 4000 - start);
      const before = remembered(memory).length / 2;
      const seen = before + Math.min(n + rightContext, 4000 - start);
      sizes.push(seen);
      // Embeddings say who speaks: ten seconds the first, ten the second.
      const who = (row: number) => Math.floor(row / 125) % 2;
      const rows = Array.from({ length: seen - before }, (_, i) => who(start + i));
      const known = Array.from({ length: before }, (_, i) => remembered(memory)[i * 2]);
      const activity = new Float32Array(seen * speakers).fill(0.02);
      for (const [row, speaker] of [...known, ...rows].entries())
        if (speaker >= 0) activity[row * speakers + speaker] = 0.97;
      const chunk = Float32Array.from(rows.slice(0, n).flatMap((speaker) => [speaker, 0]));
      const silence = Float32Array.of(-1, 0);
      memory = updateSpeakerCache(memory, { activity, chunk, silence }, speakers, nemotronDefaults);
    }
    expect(sizes).toEqual([380, ...new Array(10).fill(684), 304 + 260]);
    const kept = Array.from({ length: 264 }, (_, i) => memory.cache.embeddings[i * 2]);
    expect(memory.cache.embeddings).toHaveLength(264 * 2);
    expect(kept.filter((speaker) => speaker === -1)).toHaveLength(8);
    for (const speaker of [0, 1]) expect(kept.filter((who) => who === speaker).length).toBeGreaterThan(48);
  });
});
