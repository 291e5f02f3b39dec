import type { Session } from '../../src/onnx/session.js';
import { Tensor } from '../../src/onnx/session.js';

/** One row of 80 ms. */
export interface Row {
  readonly embedding: readonly number[];
  readonly activity: readonly number[];
}

/** The numbers of Nemotron-3-Diarization, written out: nothing here is taken from the program that is tested. */
const speakers = 8;
const cacheLength = 264;
const log = (x: number) => Math.fround(Math.log(Math.fround(x)));

/** The compression of the speaker cache, one (speaker, row) pair after the other, with a full sort at every choice. */
export function compressSlowly(rows: readonly Row[], silence: readonly number[]): Row[] {
  const pairs: { index: number; row: Row | null; score: number }[] = [];
  for (let s = 0; s < speakers; s++) {
    let own = rows.map((row, t) => {
      const p = row.activity[s];
      const nobody = row.activity.reduce((sum, q) => sum + log(Math.max(1 - q, 0.25)), 0);
      const score = log(Math.max(p, 0.25)) - log(Math.max(1 - p, 0.25)) + nobody - Math.log(0.5);
      return { t, row, score: p > 0.5 ? Math.fround(score) : Number.NEGATIVE_INFINITY };
    });
    // 264 / 8 - 1 = 32 rows a speaker: 16 good ones are enough, 24 are raised strongly and 48 weakly.
    if (own.filter(({ score }) => score > 0).length >= 16)
      own = own.map((pair) => (pair.score > 0 ? pair : { ...pair, score: Number.NEGATIVE_INFINITY }));
    own = own.map((pair) =>
      pair.t >= cacheLength ? { ...pair, score: Math.fround(pair.score + 0.05) } : pair,
    );
    for (const [many, boost] of [
      [24, 2 * Math.LN2],
      [48, Math.LN2],
    ]) {
      const best = [...own].sort((a, b) => b.score - a.score || a.t - b.t).slice(0, many);
      own = own.map((pair) =>
        best.includes(pair) ? { ...pair, score: Math.fround(pair.score + boost) } : pair,
      );
    }
    for (const { t, row, score } of own) pairs.push({ index: s * (rows.length + 1) + t, row, score });
    const index = s * (rows.length + 1) + rows.length;
    pairs.push({ index, row: null, score: Number.POSITIVE_INFINITY });
  }
  const worth = (score: number) => (score === Number.POSITIVE_INFINITY ? 1e9 : score);
  const kept = pairs
    .filter(({ score }) => score !== Number.NEGATIVE_INFINITY)
    .sort((a, b) => worth(b.score) - worth(a.score) || a.index - b.index)
    .slice(0, cacheLength)
    .sort((a, b) => a.index - b.index)
    .map(({ row }) => row);
  while (kept.length < cacheLength) kept.push(null);
  return kept.map((row) => row ?? { embedding: silence, activity: new Array(speakers).fill(0) });
}

/** Sizes that a run of the network was given. */
export interface StepSizes {
  readonly cached: number;
  readonly rows: number;
}

/**
 * All of a recording by the loop of Hugging Face transformers, with rows as plain arrays.
 * @param features of the whole recording, [frames][bins]
 * @returns probabilities, [frames][speakers], and the sizes of every run
 */
export async function listenSlowly(
  session: Session,
  features: readonly (readonly number[])[],
): Promise<{ answers: number[][]; steps: StepSizes[] }> {
  const [chunk, right, fifoLength, period] = [340, 40, 40, 300];
  const rows = Math.ceil(features.length / 8);
  const bins = features[0].length;
  const padded = [...features];
  while (padded.length < rows * 8) padded.push(new Array(bins).fill(0));
  const answers: number[][] = [];
  const steps: StepSizes[] = [];
  let cache: Row[] = [];
  let fifo: (readonly number[])[] = [];
  let compressed = false;
  for (let start = 0; start < rows; start += chunk) {
    const end = Math.min(start + chunk, rows);
    const look = Math.min(end + right, rows);
    const cached = [...cache.map(({ embedding }) => embedding), ...fifo];
    const all = cached.length + look - start;
    steps.push({ cached: cached.length, rows: all });
    const out = await session.run({
      input_features: new Tensor('float32', padded.slice(start * 8, look * 8).flat(), [
        1,
        (look - start) * 8,
        bins,
      ]),
      cached_embeds: new Tensor('float32', cached.flat(), [1, cached.length, 512]),
      attention_mask: new Tensor('int64', new Array<bigint>(all).fill(1n), [1, all]),
    });
    const table = (name: string, width: number): number[][] => {
      const data = [...(out[name].data as Float32Array)];
      return Array.from({ length: data.length / width }, (_, i) => data.slice(i * width, (i + 1) * width));
    };
    const probabilities = table('logits', 8).map((logits) => logits.map((x) => 1 / (1 + Math.exp(-x))));
    answers.push(...probabilities.slice(cached.length * 8, (cached.length + end - start) * 8));
    const mean = Array.from({ length: all }, (_, row) =>
      Array.from({ length: 8 }, (_, s) =>
        Math.fround(
          probabilities.slice(row * 8, row * 8 + 8).reduce((sum, p) => sum + Math.fround(p[s]), 0) / 8,
        ),
      ),
    );
    const queue = [...fifo, ...table('chunk_embeds', 512).slice(0, end - start)];
    const pop =
      queue.length <= fifoLength ? 0 : Math.min(queue.length, Math.max(period, queue.length - fifoLength));
    if (pop > 0) {
      const popped = queue
        .slice(0, pop)
        .map((embedding, i) => ({ embedding, activity: mean[cache.length + i] }));
      const known = compressed ? cache : cache.map((row, i) => ({ ...row, activity: mean[i] }));
      cache = [...known, ...popped];
      if (cache.length > cacheLength) {
        cache = compressSlowly(cache, table('silence_embeds', 512)[0]);
        compressed = true;
      }
    }
    fifo = queue.slice(pop);
  }
  return { answers: answers.slice(0, features.length), steps };
}
