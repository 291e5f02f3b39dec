import { type Heads, layersOf, pickHeads } from './attention.js';
import type { SpecialTokens } from './model-files.js';
import type { WhisperNetwork } from './network.js';
import { repeatedRun } from './repetition.js';
import { applyTokenRules, argMax, logSumExp, maximum } from './token-rules.js';

export interface GreedyOptions {
  /** Ids that the decoder is given before it writes; the same number in every row. */
  readonly prompts: readonly (readonly number[])[];
  readonly timestamps: boolean;
  /** Where `<|startoftranscript|>` stands in the prompts: the probability of no speech is read there. */
  readonly startIndex: number;
  /** Tokens that each row may write. */
  readonly maxTokens: readonly number[];
  /** Tokens that the decoder can hold, prompt included. */
  readonly context: number;
  /** Gives up rows that write the same thing over and over. */
  readonly stopLoops: boolean;
  /** Heads whose cross attention is collected on the way. */
  readonly alignmentHeads: Heads;
  readonly signal?: AbortSignal;
}

/** What the decoder wrote for one row. */
export interface GreedyRow {
  /** Without prompt and end token. */
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of each token, under the rules. */
  readonly logProbs: readonly number[];
  /** Mean over the tokens and the end token. */
  readonly meanLogProb: number;
  /** NaN when the vocabulary has no such token. */
  readonly noSpeechProb: number;
  readonly stopped: 'end' | 'length' | 'loop';
  /** One [heads, positions] for each token that was fed, from the last of the prompt on: one more than tokens. */
  readonly attention: readonly Float32Array[];
}

interface Row {
  readonly index: number;
  readonly tokens: number[];
  readonly logProbs: number[];
  readonly attention: Float32Array[];
  sum: number;
  noSpeechProb: number;
  stopped?: GreedyRow['stopped'];
}

/**
 * Writes the most probable token of every row, step by step, as openai/whisper does at temperature 0 (`decoding.py`,
 * DecodingTask). Rows that have ended leave the batch at once.
 *
 * @param hidden encoder output [rows, positions, width].
 * @throws what `signal` was aborted with, between two steps.
 */
export async function decodeGreedy(
  network: WhisperNetwork,
  tokens: SpecialTokens,
  hidden: Float32Array,
  positions: number,
  options: GreedyOptions,
): Promise<GreedyRow[]> {
  const { prompts, alignmentHeads } = options;
  const layers = layersOf(alignmentHeads);
  const rows: Row[] = prompts.map((_, index) => ({
    index,
    tokens: [],
    logProbs: [],
    attention: [],
    sum: 0,
    noSpeechProb: Number.NaN,
  }));
  const run = network.startDecoder(hidden, rows.length, positions);
  const size = network.vocabulary;
  let live = rows;
  let fed = prompts.flat();
  for (let first = true; live.length > 0; first = false) {
    options.signal?.throwIfAborted();
    const step = await run.step(fed, layers);
    const count = fed.length / live.length;
    live.forEach((row, i) => {
      if (first && tokens.noSpeech !== null) {
        const at = (i * count + options.startIndex) * size;
        row.noSpeechProb = probability(step.logits.subarray(at, at + size), tokens.noSpeech);
      }
      if (layers.length > 0)
        row.attention.push(
          pickHeads(step, alignmentHeads, network, { row: i, token: count - 1, tokens: count, positions }),
        );
      const at = ((i + 1) * count - 1) * size;
      choose(row, step.logits.subarray(at, at + size));
    });
    // The last row takes the place of one that has ended: at most one row is copied for each.
    const order = live.map((_, i) => i);
    for (let i = order.length - 1; i >= 0; i--) {
      if (!live[order[i]].stopped) continue;
      const last = order.pop();
      if (last !== undefined && i < order.length) order[i] = last;
    }
    if (order.length < live.length) {
      if (order.length > 0) run.keep(order);
      live = order.map((i) => live[i]);
    }
    fed = live.map((row) => row.tokens[row.tokens.length - 1]);
  }
  return rows.map((row) => ({
    tokens: row.tokens,
    logProbs: row.logProbs,
    meanLogProb: row.sum / (row.tokens.length + 1),
    noSpeechProb: row.noSpeechProb,
    stopped: row.stopped ?? 'length',
    attention: row.attention,
  }));

  function choose(row: Row, logits: Float32Array): void {
    applyTokenRules(logits, row.tokens, tokens, options.timestamps);
    const token = argMax(logits);
    const best = logits[token];
    const logProb = best - logSumExp(logits, 0, size, best);
    row.sum += logProb;
    if (token === tokens.end) {
      row.stopped = 'end';
      return;
    }
    row.tokens.push(token);
    row.logProbs.push(logProb);
    const room = options.context - prompts[row.index].length;
    if (row.tokens.length >= options.maxTokens[row.index] || row.tokens.length > room) row.stopped = 'length';
    else if (options.stopLoops && repeatedRun(row.tokens) > 0) row.stopped = 'loop';
  }
}

function probability(logits: Float32Array, id: number): number {
  return Math.exp(logits[id] - logSumExp(logits, 0, logits.length, maximum(logits, 0, logits.length)));
}
