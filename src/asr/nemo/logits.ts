import type { ContextGraph } from './hotwords.js';

/** Index of the largest of `values[from, to)`; of several, the first. */
export function argMaxBetween(values: Float32Array, from: number, to: number): number {
  let at = from;
  let max = values[from];
  for (let i = from + 1; i < to; i++)
    if (values[i] > max) {
      max = values[i];
      at = i;
    }
  return at;
}

/** Values this far below the largest change a sum of exponentials by less than float32 resolves, in any vocabulary. */
const depth = 30;

/** Logarithm of the sum of exponentials of `values[from, to)`, whose largest value is `max`. */
export function logSumExpBetween(values: Float32Array, from: number, to: number, max: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) if (max - values[i] < depth) sum += Math.exp(values[i] - max);
  return max + Math.log(sum);
}

/** Logarithm of exp(a) + exp(b). */
export function logAddExp(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  const [high, low] = a > b ? [a, b] : [b, a];
  return high + Math.log1p(Math.exp(low - high));
}

/** Tokens that may extend a hypothesis; the arrays are overwritten by the next call. */
interface Picked {
  /** The first `count` are filled. */
  readonly tokens: Int32Array;
  readonly logProbs: Float64Array;
  count: number;
  blankLogProb: number;
}

/** @param from where the row, [vocabulary], starts in `logits`. */
type PickTokens = (logits: Float32Array, from: number, context: number) => Picked;

/**
 * Picks the tokens that may extend a hypothesis: the `most` most probable ones, then those that continue a hotword,
 * however improbable.
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
    // Insertion into a short sorted list: nearly every token fails the first comparison.
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
