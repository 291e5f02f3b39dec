import type { SpecialTokens } from './model-files.js';

/**
 * What Whisper may not say next, as in openai/whisper `decoding.py` (SuppressBlank, SuppressTokens, ApplyTimestampRules):
 * forbidden logits are set to -Infinity, in place.
 */
export function applyTokenRules(
  logits: Float32Array,
  sampled: readonly number[],
  tokens: SpecialTokens,
  timestamps: boolean,
): void {
  if (sampled.length === 0) suppress(logits, tokens.suppressedAtStart);
  suppress(logits, tokens.suppressed);
  logits[tokens.noTimestamps] = Number.NEGATIVE_INFINITY;
  if (timestamps) applyTimestampRules(logits, sampled, tokens);
  else logits.fill(Number.NEGATIVE_INFINITY, tokens.firstTimestamp);
}

/** Forbids the listed ids. */
export function suppress(logits: Float32Array, ids: readonly number[]): void {
  for (const id of ids) logits[id] = Number.NEGATIVE_INFINITY;
}

/**
 * Times come in pairs (end of one segment, begin of the next), except at the very begin and before the end; they never
 * decrease, and a segment is never empty; a window begins with a time that is not late; and when the times together are
 * more probable than any one other token, a time it is.
 */
export function applyTimestampRules(
  logits: Float32Array,
  sampled: readonly number[],
  tokens: Pick<SpecialTokens, 'end' | 'firstTimestamp' | 'maxInitialTimestamp'>,
): void {
  const { end, firstTimestamp, maxInitialTimestamp } = tokens;
  const never = Number.NEGATIVE_INFINITY;
  const isTime = (token: number) => token >= firstTimestamp;
  if (sampled.length === 0) {
    logits.fill(never, 0, firstTimestamp);
    if (maxInitialTimestamp !== null) logits.fill(never, firstTimestamp + maxInitialTimestamp + 1);
  } else {
    const afterTime = isTime(sampled[sampled.length - 1]);
    const afterPair = sampled.length < 2 || isTime(sampled[sampled.length - 2]);
    if (afterTime && afterPair) logits.fill(never, firstTimestamp);
    else if (afterTime) logits.fill(never, 0, end);
    const last = sampled.findLast(isTime);
    if (last !== undefined) logits.fill(never, firstTimestamp, afterTime && !afterPair ? last : last + 1);
  }
  const best = maximum(logits, firstTimestamp, logits.length);
  if (best === never) return;
  const times = logSumExp(logits, firstTimestamp, logits.length, best);
  if (times > maximum(logits, 0, firstTimestamp)) logits.fill(never, 0, firstTimestamp);
}

/** The largest of `logits[from, to)`; -Infinity when all are forbidden. */
export function maximum(logits: Float32Array, from: number, to: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) if (logits[i] > max) max = logits[i];
  return max;
}

/** The first id of the largest logit. */
export function argMax(logits: Float32Array): number {
  let at = 0;
  let max = logits[0];
  for (let i = 1; i < logits.length; i++)
    if (logits[i] > max) {
      max = logits[i];
      at = i;
    }
  return at;
}

/**
 * exp(-x) for x in [0, 28), at steps of 1/64: between them three terms of the series do, with a relative error of 6e-7.
 * A step of the decoder sums 52,000 of these, and Math.exp would take longer than all the other rules together.
 */
const perUnit = 64;
const depth = 28;
const exponentials = Float64Array.from({ length: depth * perUnit + 1 }, (_, i) => Math.exp(-i / perUnit));

/**
 * Logarithm of the sum of exponentials of `logits[from, to)`, whose largest value is `max`. What is 28 below the
 * largest is left out: 52,000 such terms change the result by 4e-8.
 */
export function logSumExp(logits: Float32Array, from: number, to: number, max: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const below = max - logits[i];
    if (!(below < depth)) continue;
    const step = (below * perUnit) | 0;
    const rest = step / perUnit - below;
    sum += exponentials[step] * (1 + rest * (1 + 0.5 * rest));
  }
  return max + Math.log(sum);
}
