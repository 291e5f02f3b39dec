import { compressionRatio, letterRatio } from '../../compression-ratio.js';
import type { WhisperModel } from '../networks/model.js';
import { windowsThatFit } from './batches.js';
import { type DecodedRow, type DecodeOptions, decodeRows } from './decode.js';
import type { Random } from './sampler.js';

/** Numbers of openai/whisper `transcribe.py`. */
export const fallbackDefaults = {
  /** Each is tried when the text written at the one before is not good enough. */
  temperatures: [0, 0.2, 0.4, 0.6, 0.8, 1],
  /** Text that packs better than this is a loop. */
  compressionRatio: 2.4,
  /** A text is too improbable below this. */
  meanLogProb: -1,
  /** Nobody speaks when the probability of that is above this and the text is too improbable. */
  noSpeechProb: 0.6,
} as const;

/** A limit that is null does not count. */
export interface FallbackLimits {
  readonly compressionRatio: number | null;
  readonly meanLogProb: number | null;
  readonly noSpeechProb: number | null;
}

/** What is looked at of a text. */
export interface DecodedText {
  readonly compressionRatio: number;
  readonly meanLogProb: number;
  readonly noSpeechProb: number;
}

/** Whether to try again at a higher temperature (openai/whisper `transcribe.py`, `decode_with_fallback`). */
export function needsFallback(attempt: DecodedText, limits: FallbackLimits): boolean {
  const improbable = limits.meanLogProb !== null && attempt.meanLogProb < limits.meanLogProb;
  const silent = limits.noSpeechProb !== null && attempt.noSpeechProb > limits.noSpeechProb;
  if (silent && improbable) return false;
  return (
    improbable || (limits.compressionRatio !== null && attempt.compressionRatio > limits.compressionRatio)
  );
}

/** What was written for a row at one temperature. */
export interface Attempt extends DecodedRow {
  readonly temperature: number;
  /** As the reference measures it, and by letters; see `compression-ratio.ts`. */
  readonly compressionRatio: number;
  readonly letterRatio: number;
}

export interface FallbackOptions extends Omit<DecodeOptions, 'temperature' | 'random' | 'context'> {
  readonly temperatures: readonly number[];
  readonly fails: (attempt: Attempt, row: number) => boolean;
  /** Which attempt to take when all have failed. */
  readonly settle: (attempts: readonly Attempt[]) => Attempt;
  /** For a row at one of the temperatures. */
  readonly random: (row: number, rung: number) => Random;
}

/**
 * Writes every row, and again at the next temperature what is not good enough: the rows that failed go through the
 * decoder as one smaller batch, on the encoder's output that is there already.
 *
 * @param hidden encoder output [rows, positions, width].
 */
export async function decodeWithFallback(
  model: WhisperModel,
  hidden: Float32Array,
  positions: number,
  options: FallbackOptions,
): Promise<Attempt[]> {
  const attempts: Attempt[][] = options.prompts.map(() => []);
  let open = [...attempts.keys()];
  for (const [rung, temperature] of options.temperatures.entries()) {
    const copies = temperature > 0 ? options.bestOf : options.beam;
    const fitting = windowsThatFit(model.network, positions, {
      copies,
      promptTokens: options.prompts[0]?.length ?? 0,
    });
    for (let from = 0; from < open.length; from += fitting) {
      const part = open.slice(from, from + fitting);
      const rows = await decodeRows(
        model.network,
        model.tokens,
        rowsOf(hidden, part, attempts.length),
        positions,
        {
          ...options,
          prompts: part.map((row) => options.prompts[row]),
          maxTokens: part.map((row) => options.maxTokens[row]),
          context: model.context,
          temperature,
          random: (row) => options.random(part[row], rung),
        },
      );
      for (const [i, row] of rows.entries()) {
        const text = model.tokenizer.decode(row.tokens.filter((token) => token < model.tokens.end)).trim();
        const ratios = { compressionRatio: compressionRatio(text), letterRatio: letterRatio(text) };
        attempts[part[i]].push({ ...row, temperature, ...ratios });
      }
    }
    open = open.filter((row) => options.fails(attempts[row][rung], row));
  }
  return attempts.map((tried, row) => (open.includes(row) ? options.settle(tried) : tried[tried.length - 1]));
}

/** The chosen of `count` rows, without a copy when it is all of them. */
function rowsOf(hidden: Float32Array, chosen: readonly number[], count: number): Float32Array {
  if (chosen.length === count) return hidden;
  const size = hidden.length / count;
  const out = new Float32Array(chosen.length * size);
  for (const [i, row] of chosen.entries()) out.set(hidden.subarray(row * size, (row + 1) * size), i * size);
  return out;
}
