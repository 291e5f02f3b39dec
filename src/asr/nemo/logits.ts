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

/** Logarithm of exp(a) + exp(b). */
export function logAddExp(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  const [high, low] = a > b ? [a, b] : [b, a];
  return high + Math.log1p(Math.exp(low - high));
}
