/** What a decoder wrote for one window; times count frames of the encoder from the begin of its audio. */
export interface Decoded {
  readonly tokens: readonly number[];
  readonly starts: readonly number[];
  /** Exclusive, and at least one more than the start. */
  readonly ends: readonly number[];
  /** Natural logarithm of each token's probability among all tokens and the blank. */
  readonly logProbs: readonly number[];
}

/** A token of a network that gives no durations sounds until the next one begins, but not longer than this. */
export const longestToken = 4;

/** Ends of tokens that only have starts. */
export function endsFromStarts(starts: readonly number[]): number[] {
  return starts.map((start, i) => {
    const next = starts[i + 1] ?? start + longestToken;
    return Math.max(start + 1, Math.min(next, start + longestToken));
  });
}
