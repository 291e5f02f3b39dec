import type { ContextGraph } from './context-graph.js';
import { argMaxBetween, logSumExpBetween } from './logits.js';

/** What a hypothesis may go on with; the arrays are overwritten by the next call. */
export interface Picked {
  /** The first `count` are filled. */
  readonly tokens: Int32Array;
  readonly logProbs: Float64Array;
  count: number;
  blankLogProb: number;
}

/** @param from where the row of [vocabulary] begins in `logits`. */
export type PickTokens = (logits: Float32Array, from: number, context: number) => Picked;

/**
 * Tokens to go on with: the `most` that are most probable, then those that the context graph waits for, however
 * improbable.
 */
export function createTokenPicker(
  vocabulary: number,
  blank: number,
  most: number,
  graph: ContextGraph,
): PickTokens {
  const picked: Picked = {
    tokens: new Int32Array(vocabulary),
    logProbs: new Float64Array(vocabulary),
    count: 0,
    blankLogProb: 0,
  };
  const { tokens, logProbs } = picked;
  return (logits, from, context) => {
    const to = from + vocabulary;
    const sum = logSumExpBetween(logits, from, to, logits[argMaxBetween(logits, from, to)]);
    let count = 0;
    // An insertion into a short sorted list; nearly every token fails the first comparison.
    for (let token = 0; token < vocabulary; token++) {
      const x = logits[from + token] - sum;
      if (token === blank || (count === most && x <= logProbs[count - 1])) continue;
      let at = count < most ? count++ : count - 1;
      for (; at > 0 && logProbs[at - 1] < x; at--) {
        logProbs[at] = logProbs[at - 1];
        tokens[at] = tokens[at - 1];
      }
      logProbs[at] = x;
      tokens[at] = token;
    }
    const likely = tokens.subarray(0, count);
    for (const token of graph.continuations(context)) {
      if (likely.includes(token)) continue;
      tokens[count] = token;
      logProbs[count++] = logits[from + token] - sum;
    }
    picked.count = count;
    picked.blankLogProb = logits[from + blank] - sum;
    return picked;
  };
}
