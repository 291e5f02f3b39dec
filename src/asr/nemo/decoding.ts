import type { ContextGraph } from './hotwords.js';

/** What a decoder wrote for one window; times are encoder frames from the start of its audio. */
export interface Decoded {
  readonly tokens: readonly number[];
  readonly starts: readonly number[];
  /** Exclusive, and at least one more than the start. */
  readonly ends: readonly number[];
  /** Natural logarithm of each token's probability among all tokens and the blank. */
  readonly logProbs: readonly number[];
}

/** Frames. Without durations from the network, a token lasts until the next one starts, but no longer than this. */
const longestToken = 4;

/** Ends of tokens that only have starts. */
export function endsFromStarts(starts: readonly number[]): number[] {
  return starts.map((start, i) => {
    const next = starts[i + 1] ?? start + longestToken;
    return Math.max(start + 1, Math.min(next, start + longestToken));
  });
}

interface DecodeOptions {
  /** Hypotheses that are kept; 1 is greedy, which ignores the graph. */
  readonly beam: number;
  readonly graph: ContextGraph;
  readonly signal?: AbortSignal;
}

/** Decodes windows of 16 kHz audio side by side; one result for each, in their order. */
export type DecodeWindows = (
  windows: readonly Float32Array[],
  options: DecodeOptions,
) => Promise<readonly Decoded[]>;
