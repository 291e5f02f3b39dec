import { compressionRatio, letterRatio } from '../../compression-ratio.js';
import type { WhisperModel } from '../networks/model.js';
import { windowsThatFit } from './batches.js';
import { type DecodedWindow, type DecodeOptions, decodeWindows } from './decode.js';
import type { Random } from './sampler.js';

/** Numbers of openai/whisper `transcribe.py`. */
export const fallbackDefaults = {
  /** Each is tried when what was written at the one before is not good enough. */
  temperatures: [0, 0.2, 0.4, 0.6, 0.8, 1],
  /** Text that compresses better than this repeats itself. */
  compressionRatio: 2.4,
  /** Text below this is too improbable. */
  meanLogProb: -1,
  /** Above this nobody speaks, if the text is too improbable as well. */
  noSpeechProb: 0.6,
} as const;

/** A limit that is null is ignored. */
export interface FallbackLimits {
  readonly compressionRatio: number | null;
  readonly meanLogProb: number | null;
  readonly noSpeechProb: number | null;
}

/** What the limits are compared with. */
export interface TextMeasures {
  readonly compressionRatio: number;
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
}

/** Whether to try again at a higher temperature. */
export function needsFallback(attempt: TextMeasures, limits: FallbackLimits): boolean {
  const improbable = limits.meanLogProb !== null && attempt.meanLogProb < limits.meanLogProb;
  const silent = limits.noSpeechProb !== null && attempt.noSpeechProb > limits.noSpeechProb;
  if (silent && improbable) return false;
  return (
    improbable || (limits.compressionRatio !== null && attempt.compressionRatio > limits.compressionRatio)
  );
}

/** What was written in a window at one temperature. */
export interface Attempt extends DecodedWindow {
  readonly temperature: number;
  /** As the reference measures it, and by letters; see `compression-ratio.ts`. */
  readonly compressionRatio: number;
  readonly letterRatio: number;
}

export interface FallbackOptions extends Omit<DecodeOptions, 'temperature' | 'random' | 'context'> {
  readonly temperatures: readonly number[];
  readonly fails: (attempt: Attempt, window: number) => boolean;
  /** Which attempt to take when all have failed. */
  readonly settle: (attempts: readonly Attempt[]) => Attempt;
  /** For a window at one of the temperatures. */
  readonly random: (window: number, rung: number) => Random;
}

/**
 * Decodes windows, and those that fail again at the next temperature (openai/whisper `transcribe.py`,
 * `decode_with_fallback`), as a smaller batch on the output of the encoder that is there already.
 *
 * @param hidden encoder output [windows, positions, width].
 */
export async function decodeWithFallback(
  model: WhisperModel,
  hidden: Float32Array,
  positions: number,
  options: FallbackOptions,
): Promise<Attempt[]> {
  const { network, tokens, tokenizer, context } = model;
  const { prompts, maxTokens } = options;
  const attempts: Attempt[][] = prompts.map(() => []);
  let open = [...attempts.keys()];
  for (const [rung, temperature] of options.temperatures.entries()) {
    const copies = temperature > 0 ? options.bestOf : options.beam;
    const fitting = windowsThatFit(network, positions, { copies, promptTokens: prompts[0]?.length ?? 0 });
    for (let from = 0; from < open.length; from += fitting) {
      const batch = open.slice(from, from + fitting);
      const found = await decodeWindows(network, tokens, rowsOf(hidden, batch, prompts.length), positions, {
        ...options,
        prompts: batch.map((window) => prompts[window]),
        maxTokens: batch.map((window) => maxTokens[window]),
        context,
        temperature,
        random: (i) => options.random(batch[i], rung),
      });
      for (const [i, decoded] of found.entries()) {
        const text = tokenizer.decode(decoded.tokens.filter((token) => token < tokens.end)).trim();
        const ratios = { compressionRatio: compressionRatio(text), letterRatio: letterRatio(text) };
        attempts[batch[i]].push({ ...decoded, temperature, ...ratios });
      }
    }
    open = open.filter((window) => options.fails(attempts[window][rung], window));
  }
  return attempts.map((tried, window) =>
    open.includes(window) ? options.settle(tried) : tried[tried.length - 1],
  );
}

/** The chosen of `count` rows; not a copy when that is all of them. */
export function rowsOf(hidden: Float32Array, chosen: readonly number[], count: number): Float32Array {
  if (chosen.length === count) return hidden;
  const size = hidden.length / count;
  const out = new Float32Array(chosen.length * size);
  for (const [i, row] of chosen.entries()) out.set(hidden.subarray(row * size, (row + 1) * size), i * size);
  return out;
}
