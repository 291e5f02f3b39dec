import type { WhisperModel } from '../networks/model.js';
import { layersOf, pickHeads } from '../networks/network.js';
import { startSequence } from '../tokens/prompt.js';
import { survey } from '../tokens/token-rules.js';
import { alignTokens } from './alignment.js';

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

/** Where the text tokens of a window begin, and how probable they are. */
export interface TokenTimes {
  readonly begins: Int32Array;
  readonly probabilities: ArrayLike<number>;
}
