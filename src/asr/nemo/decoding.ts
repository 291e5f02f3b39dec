import type { ContextGraph } from './hotwords.js';

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

export interface DecodeOptions {
  /** Hypotheses that are followed; 1 is greedy, and then the graph is not looked at. */
  readonly beam: number;
  readonly graph: ContextGraph;
  readonly signal?: AbortSignal;
}

/** Recognizes clips of 16 kHz side by side; the answers are in their order. */
export type DecodeWindows = (
  clips: readonly Float32Array[],
  options: DecodeOptions,
) => Promise<readonly Decoded[]>;
