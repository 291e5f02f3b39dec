import type { NextToken } from '../tokens/token-rules.js';

/** Why a hypothesis is finished: the network ended it, there was no more room, or it repeated itself. */
export type Stopped = 'end' | 'length' | 'loop';

/** What has been written so far, without prompt and end token. */
export interface Hypothesis {
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability of each token, under the rules. */
  readonly logProbs: readonly number[];
  /** Of all of them and of the end token. */
  readonly sum: number;
  /** One [heads, positions] for each token that was fed, from the last of the prompt on. */
  readonly attention: readonly Float32Array[];
  readonly stopped?: Stopped;
}

/** Decides which hypotheses of a window the decoder goes on with. */
export interface Search {
  /** The hypotheses that go on, one for each row. A search begins with one, which is empty. */
  readonly live: readonly Hypothesis[];
  /**
   * Takes the decoder's answer to each live hypothesis.
   *
   * @param attention of each live hypothesis, for the token that was fed last; empty when it is not collected.
   * @returns for each hypothesis that goes on, the index of the one that it continues; empty when the search is over.
   */
  advance(next: readonly NextToken[], attention: readonly Float32Array[]): readonly number[];
  /** The best hypothesis found; those that would still go on stop for this reason. */
  best(reason: Stopped): Hypothesis;
}

export const blank: Hypothesis = { tokens: [], logProbs: [], sum: 0, attention: [] };

/** The hypothesis with one token more; the end token finishes it. */
export function extend(
  before: Hypothesis,
  token: number,
  logProb: number,
  end: number,
  attention: Float32Array | undefined,
): Hypothesis {
  const sum = before.sum + logProb;
  const seen = attention ? [...before.attention, attention] : before.attention;
  if (token === end) return { ...before, sum, attention: seen, stopped: 'end' };
  return {
    tokens: [...before.tokens, token],
    logProbs: [...before.logProbs, logProb],
    sum,
    attention: seen,
  };
}

/**
 * The hypothesis with the highest mean log probability, the first among equals (openai/whisper `decoding.py`,
 * MaximumLikelihoodRanker without length penalty: the end token counts in the sum and not in the length).
 */
export function likeliest(found: readonly Hypothesis[]): Hypothesis {
  const score = ({ sum, tokens }: Hypothesis) => sum / Math.max(1, tokens.length);
  return found.reduce((a, b) => (score(b) > score(a) ? b : a));
}
