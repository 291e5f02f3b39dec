/** Index of the first largest of `values[from, to)`. */
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

/** What is this far below the largest adds less to a sum of exponentials than float32 can tell, in any vocabulary. */
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
