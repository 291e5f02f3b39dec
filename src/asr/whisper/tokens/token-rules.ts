import type { SpecialTokens } from './model-files.js';

/** Ids from `from` to before `to`. */
interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** Which tokens may come next, and how probable they are. */
export interface NextToken {
  /** Of the whole vocabulary; forbidden ids inside the ranges are -Infinity, those outside are unchanged. */
  readonly logits: Float32Array;
  /** Either may be empty. */
  readonly text: TokenRange;
  readonly times: TokenRange;
  /** The most probable id, the first among equals. */
  readonly best: number;
  /** A logit minus this is a log probability. */
  readonly logSum: number;
}

/**
 * What Whisper may write next, as in openai/whisper `decoding.py` (SuppressBlank, SuppressTokens, ApplyTimestampRules).
 * Ranges of the vocabulary are forbidden by their bounds; only the listed ids are set to -Infinity, in place. If all
 * times together are more probable than any other token, it is a time.
 *
 * @param sampled what was written after the prompt.
 */
export function nextToken(
  logits: Float32Array,
  sampled: readonly number[],
  tokens: SpecialTokens,
  timestamps: boolean,
): NextToken {
  const { firstTimestamp } = tokens;
  if (sampled.length === 0) suppress(logits, tokens.suppressedAtStart);
  suppress(logits, tokens.suppressed);
  logits[tokens.noTimestamps] = Number.NEGATIVE_INFINITY;
  const times = timestamps ? allowedTimes(sampled, tokens, logits.length) : none;
  const text = { from: timestamps ? firstText(sampled, tokens) : 0, to: firstTimestamp };
  const inText = survey(logits, text.from, text.to);
  const inTimes = survey(logits, times.from, times.to);
  if (inTimes.logSum > inText.max)
    return { logits, text: none, times, best: inTimes.best, logSum: inTimes.logSum };
  // The text holds at least one token that is as probable as all the times.
  const logSum = inText.logSum + Math.log1p(Math.exp(inTimes.logSum - inText.logSum));
  return { logits, text, times, best: inTimes.max > inText.max ? inTimes.best : inText.best, logSum };
}

const none: TokenRange = { from: 0, to: 0 };

/** Forbids the listed ids. */
export function suppress(logits: Float32Array, ids: readonly number[]): void {
  for (const id of ids) logits[id] = Number.NEGATIVE_INFINITY;
}

type TimeTokens = Pick<SpecialTokens, 'end' | 'firstTimestamp' | 'maxInitialTimestamp'>;

/**
 * Times come in pairs (end of one segment, beginning of the next), except at the very beginning and before the end. They
 * never decrease, and no segment is empty. A window begins with a time, and not with a late one.
 */
function allowedTimes(
  sampled: readonly number[],
  { firstTimestamp, maxInitialTimestamp }: TimeTokens,
  vocabulary: number,
): TokenRange {
  const n = sampled.length;
  const isTime = (token: number) => token >= firstTimestamp;
  if (n === 0) {
    const to = maxInitialTimestamp === null ? vocabulary : firstTimestamp + maxInitialTimestamp + 1;
    return { from: firstTimestamp, to: Math.min(to, vocabulary) };
  }
  const afterTime = isTime(sampled[n - 1]);
  const afterPair = n < 2 || isTime(sampled[n - 2]);
  if (afterTime && afterPair) return none;
  const last = sampled.findLast(isTime);
  if (last === undefined) return { from: firstTimestamp, to: vocabulary };
  return { from: afterTime ? last : last + 1, to: vocabulary };
}

/** The first text token that may come next: after a time that closes a segment that is the end token. */
function firstText(sampled: readonly number[], { end, firstTimestamp }: TimeTokens): number {
  const n = sampled.length;
  if (n === 0) return firstTimestamp;
  const afterTime = sampled[n - 1] >= firstTimestamp;
  const afterPair = n < 2 || sampled[n - 2] >= firstTimestamp;
  return afterTime && !afterPair ? end : 0;
}

/**
 * exp(-x) for x in [0, 28), in steps of 1/64; between them, three terms of the series have a relative error of 6e-7.
 * A step of the decoder sums 52,000 of these, for which Math.exp takes longer than all the other rules together.
 */
const perUnit = 64;
const depth = 28;
const exponentials = Float64Array.from({ length: depth * perUnit + 1 }, (_, i) => Math.exp(-i / perUnit));

/** exp(-below); 0 from 28 on, which changes a sum of 52,000 terms by 4e-8 of its largest. */
export function expOfMinus(below: number): number {
  if (!(below < depth)) return 0;
  const step = (below * perUnit) | 0;
  const rest = step / perUnit - below;
  return exponentials[step] * (1 + rest * (1 + 0.5 * rest));
}

export interface Survey {
  /** The first id of the largest logit. */
  readonly best: number;
  /** -Infinity when all are forbidden. */
  readonly max: number;
  /** Logarithm of the sum of exponentials. */
  readonly logSum: number;
}

/** The largest of `logits[from, to)` and the sum of all, in one pass: a new largest one rescales the sum. */
export function survey(logits: Float32Array, from: number, to: number): Survey {
  let best = from;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const below = max - logits[i];
    if (below < 0) {
      sum = sum * Math.exp(below) + 1;
      max = logits[i];
      best = i;
    } else sum += expOfMinus(below);
  }
  return { best, max, logSum: max + Math.log(sum) };
}
