import { placeRows } from '../networks/decoder-rows.js';
import {
  type DecoderStep,
  type Heads,
  layersOf,
  pickHeads,
  type WhisperNetwork,
} from '../networks/network.js';
import type { SpecialTokens } from '../tokens/model-files.js';
import { repeatedRun } from '../tokens/repetition.js';
import { nextToken, survey } from '../tokens/token-rules.js';
import { createBeamSearch } from './beam-search.js';
import { createSampler, type Random } from './sampler.js';
import type { Hypothesis, Search, Stopped } from './search.js';

export interface SearchOptions {
  /** Hypotheses that are followed side by side at temperature 0; 1 takes the most probable token. */
  readonly beam: number;
  readonly patience: number;
  /** Hypotheses that are sampled above temperature 0, of which the likeliest is taken. */
  readonly bestOf: number;
}

export interface DecodeOptions extends SearchOptions {
  /** Tokens that the decoder is fed before it writes; the same number for every window. */
  readonly prompts: readonly (readonly number[])[];
  readonly timestamps: boolean;
  /** Index of `<|startoftranscript|>` in the prompts: the no-speech probability is read there. */
  readonly startIndex: number;
  /** Tokens that each window may take. */
  readonly maxTokens: readonly number[];
  /** Tokens that the decoder can hold, prompt included. */
  readonly context: number;
  /** Gives up windows in which the same words are written over and over. */
  readonly stopLoops: boolean;
  /** Heads whose cross attention is collected on the way. */
  readonly alignmentHeads: Heads;
  readonly temperature: number;
  /** For each window; called only above temperature 0. */
  readonly random: (window: number) => Random;
  readonly signal?: AbortSignal;
}

/** What the decoder wrote for one window. */
export interface DecodedWindow extends Omit<Hypothesis, 'sum' | 'stopped'> {
  /** Mean over the tokens and the end token. */
  readonly meanLogProb: number;
  /** NaN when the vocabulary has no token for it. */
  readonly noSpeechProb: number;
  readonly stopped: Stopped;
}

/** A window while it is being decoded. */
interface LiveWindow {
  readonly index: number;
  readonly search: Search;
  /** The decoder's row of each live hypothesis. */
  rows: number[];
  steps: number;
  noSpeechProb: number;
  stopped: Stopped;
}

/**
 * Decodes windows side by side, step by step, each with a search of its own (openai/whisper `decoding.py`, DecodingTask).
 * A window that is finished leaves the batch at once.
 *
 * @param hidden encoder output [windows, positions, width].
 * @throws what `signal` was aborted with, between two steps.
 */
export async function decodeWindows(
  network: WhisperNetwork,
  tokens: SpecialTokens,
  hidden: Float32Array,
  positions: number,
  options: DecodeOptions,
): Promise<DecodedWindow[]> {
  const { prompts, alignmentHeads, context } = options;
  const layers = layersOf(alignmentHeads);
  const size = network.vocabulary;
  const windows = prompts.map((_, index): LiveWindow => {
    const search = createSearch(tokens.end, index, options);
    return { index, search, rows: [index], steps: 0, noSpeechProb: Number.NaN, stopped: 'length' };
  });
  const run = network.startDecoder(hidden, windows.length, positions);
  let live = windows;
  let windowOfRow = windows.map((window) => window.index);
  let fed = prompts.flat();
  while (live.length > 0) {
    options.signal?.throwIfAborted();
    const step = await run.step(fed, layers);
    const count = fed.length / windowOfRow.length;
    const next = live.flatMap((window) => {
      const sources = advance(window, step, count).map((source) => window.rows[source]);
      window.rows = [];
      return sources.map((source, i) => ({ window, source, token: window.search.live[i].tokens.at(-1)! }));
    });
    const places = placeRows(
      next.map(({ source }) => source),
      windowOfRow,
    );
    const order = new Array<number>(next.length);
    fed = new Array<number>(next.length);
    windowOfRow = new Array<number>(next.length);
    for (const [i, { window, source, token }] of next.entries()) {
      const row = places[i];
      order[row] = source;
      fed[row] = token;
      windowOfRow[row] = window.index;
      window.rows.push(row);
    }
    live = live.filter((window) => window.rows.length > 0);
    if (live.length > 0) run.arrange(order);
  }
  return windows.map(({ search, stopped, noSpeechProb }) => {
    const best = search.best(stopped);
    const meanLogProb = best.sum / (best.tokens.length + 1);
    return { ...best, meanLogProb, noSpeechProb, stopped: best.stopped ?? stopped };
  });

  /** Hands a window's search the step. @returns which of its hypotheses go on, none when the window is finished. */
  function advance(window: LiveWindow, step: DecoderStep, count: number): readonly number[] {
    const { search, rows } = window;
    const logitsOf = (row: number, token: number) =>
      step.logits.subarray((row * count + token) * size, (row * count + token + 1) * size);
    if (window.steps === 0 && tokens.noSpeech !== null) {
      const logits = logitsOf(rows[0], options.startIndex);
      window.noSpeechProb = Math.exp(logits[tokens.noSpeech] - survey(logits, 0, size).logSum);
    }
    const next = rows.map((row, i) =>
      nextToken(logitsOf(row, count - 1), search.live[i].tokens, tokens, options.timestamps),
    );
    const attentionOf = (row: number) =>
      pickHeads(step, alignmentHeads, network, { row, token: count - 1, tokens: count, positions });
    const sources = search.advance(next, layers.length > 0 ? rows.map(attentionOf) : []);
    window.steps++;
    const room = context - prompts[window.index].length;
    if (window.steps >= options.maxTokens[window.index] || window.steps > room) return [];
    if (!options.stopLoops || sources.length === 0 || !search.live.every(isLoop)) return sources;
    window.stopped = 'loop';
    return [];
  }
}

function createSearch(end: number, window: number, options: DecodeOptions): Search {
  const { temperature, beam, patience, bestOf } = options;
  if (temperature === 0 && beam > 1) return createBeamSearch(end, { beam, patience });
  const count = temperature === 0 ? 1 : bestOf;
  return createSampler(end, { temperature, count, random: options.random(window) });
}

const isLoop = ({ tokens }: Hypothesis): boolean => repeatedRun(tokens) > 0;
