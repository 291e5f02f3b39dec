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
  /** Texts that are followed at once at temperature 0; 1 takes the most probable token. */
  readonly beam: number;
  readonly patience: number;
  /** Texts that are drawn above temperature 0, of which the likeliest is taken. */
  readonly bestOf: number;
}

export interface DecodeOptions extends SearchOptions {
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
  readonly temperature: number;
  /** For each row; asked only above temperature 0. */
  readonly random: (row: number) => Random;
  readonly signal?: AbortSignal;
}

/** What the decoder wrote for one row. */
export interface DecodedRow extends Omit<Hypothesis, 'sum' | 'stopped'> {
  /** Mean over the tokens and the end token. */
  readonly meanLogProb: number;
  /** NaN when the vocabulary has no such token. */
  readonly noSpeechProb: number;
  readonly stopped: Stopped;
}

/** A row of hidden states, and the rows of the decoder that write its text. */
interface Window {
  readonly index: number;
  readonly search: Search;
  /** Row of each live text. */
  rows: number[];
  steps: number;
  noSpeechProb: number;
  stopped: Stopped;
}

/**
 * Writes the text of every row, step by step, as openai/whisper does (`decoding.py`, DecodingTask), each with a search of
 * its own. Rows that have ended leave the batch at once.
 *
 * @param hidden encoder output [rows, positions, width].
 * @throws what `signal` was aborted with, between two steps.
 */
export async function decodeRows(
  network: WhisperNetwork,
  tokens: SpecialTokens,
  hidden: Float32Array,
  positions: number,
  options: DecodeOptions,
): Promise<DecodedRow[]> {
  const { prompts, alignmentHeads, context } = options;
  const layers = layersOf(alignmentHeads);
  const size = network.vocabulary;
  const windows = prompts.map((_, index): Window => {
    const search = createSearch(tokens.end, index, options);
    return { index, search, rows: [index], steps: 0, noSpeechProb: Number.NaN, stopped: 'length' };
  });
  const run = network.startDecoder(hidden, windows.length, positions);
  let live = windows;
  let windowOf = windows.map((window) => window.index);
  let fed = prompts.flat();
  while (live.length > 0) {
    options.signal?.throwIfAborted();
    const step = await run.step(fed, layers);
    const count = fed.length / windowOf.length;
    const going = live.flatMap((window) => {
      const { rows, search } = window;
      const sources = listen(window, step, count);
      return sources.map((source, i) => ({ window, text: search.live[i], source: rows[source] }));
    });
    const places = placeRows(
      going.map(({ source }) => source),
      windowOf,
    );
    const order = new Array<number>(going.length);
    fed = new Array<number>(going.length);
    windowOf = new Array<number>(going.length);
    for (const window of live) window.rows = [];
    for (const [i, { window, text, source }] of going.entries()) {
      const place = places[i];
      order[place] = source;
      fed[place] = text.tokens[text.tokens.length - 1];
      windowOf[place] = window.index;
      window.rows.push(place);
    }
    live = live.filter((window) => window.rows.length > 0);
    if (live.length > 0) run.arrange(order);
  }
  return windows.map(({ search, stopped, noSpeechProb }) => {
    const best = search.best(stopped);
    const meanLogProb = best.sum / (best.tokens.length + 1);
    return { ...best, meanLogProb, noSpeechProb, stopped: best.stopped ?? stopped };
  });

  /** Gives a window's search what the decoder said; the indexes of the texts that it goes on with, none when it is over. */
  function listen(window: Window, step: DecoderStep, count: number): readonly number[] {
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
    const pick = (row: number) =>
      pickHeads(step, alignmentHeads, network, { row, token: count - 1, tokens: count, positions });
    const sources = search.advance(next, layers.length > 0 ? rows.map(pick) : []);
    window.steps++;
    const room = context - prompts[window.index].length;
    if (window.steps >= options.maxTokens[window.index] || window.steps > room) return [];
    if (!options.stopLoops || sources.length === 0 || !search.live.every(isLoop)) return sources;
    window.stopped = 'loop';
    return [];
  }
}

function createSearch(end: number, row: number, options: DecodeOptions): Search {
  const { temperature, beam, patience, bestOf } = options;
  if (temperature === 0 && beam > 1) return createBeamSearch(end, { beam, patience });
  const count = temperature === 0 ? 1 : bestOf;
  return createSampler(end, { temperature, count, random: options.random(row) });
}

const isLoop = ({ tokens }: Hypothesis): boolean => repeatedRun(tokens) > 0;
