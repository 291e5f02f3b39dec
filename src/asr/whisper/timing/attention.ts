import type { WhisperModel } from '../networks/model.js';
import type { DecoderStep, WhisperNetwork } from '../networks/network.js';
import { startSequence } from '../tokens/prompt.js';
import { survey } from '../tokens/token-rules.js';
import type { TokenTimes } from '../transcribe-loop.js';
import { alignTokens } from './alignment.js';

export type Heads = readonly (readonly [layer: number, head: number])[];

/** The layers that the heads are in. */
export const layersOf = (heads: Heads): number[] => [...new Set(heads.map(([layer]) => layer))];

/** Cross attention of the chosen heads for one token of one row: [heads, positions]. */
export function pickHeads(
  step: DecoderStep,
  chosen: Heads,
  network: Pick<WhisperNetwork, 'heads'>,
  at: { readonly row: number; readonly token: number; readonly tokens: number; readonly positions: number },
): Float32Array {
  const { row, token, tokens, positions } = at;
  const out = new Float32Array(chosen.length * positions);
  chosen.forEach(([layer, head], h) => {
    const begin = ((row * network.heads + head) * tokens + token) * positions;
    const from = step.attention.get(layer);
    if (from) out.set(from.subarray(begin, begin + positions), h * positions);
  });
  return out;
}

/**
 * Times and probabilities of a text that is known, by one pass of the decoder over it (openai/whisper `timing.py`,
 * `find_alignment`): this is how words that were written among timestamps get their times.
 *
 * @param hidden encoder output of the window, [positions, width].
 * @param used positions of it that hold audio.
 */
export async function alignText(
  model: WhisperModel,
  hidden: Float32Array,
  used: number,
  text: readonly number[],
  options: { readonly language: string; readonly task: 'transcribe' | 'translate' },
): Promise<TokenTimes> {
  const { network, tokens, alignmentHeads } = model;
  if (text.length === 0) return { begins: new Int32Array(1), probabilities: [] };
  const start = startSequence(tokens, options);
  const fed = [...start, tokens.noTimestamps, ...text, tokens.end];
  const positions = hidden.length / network.width;
  const step = await network.startDecoder(hidden, 1, positions).step(fed, layersOf(alignmentHeads));
  const attention = fed.map((_, token) =>
    pickHeads(step, alignmentHeads, network, { row: 0, token, tokens: fed.length, positions }),
  );
  const begins = alignTokens(attention, {
    heads: alignmentHeads.length,
    positions,
    used,
    from: start.length,
    to: fed.length - 1,
    medianWidth: model.medianWidth,
  });
  const probabilities = text.map((id, i) => {
    const at = (start.length + i) * network.vocabulary;
    const logits = step.logits.subarray(at, at + tokens.end);
    return Math.exp(logits[id] - survey(logits, 0, tokens.end).logSum);
  });
  return { begins, probabilities };
}
