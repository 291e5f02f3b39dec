import type { ContextGraph } from './context-graph.js';
import type { Decoded } from './decoded.js';

export interface DecodeOptions {
  /** Hypotheses that are followed; 1 is greedy, and then the graph is not looked at. */
  readonly beam: number;
  readonly graph: ContextGraph;
  readonly signal?: AbortSignal;
}

/** Recognizes clips of 16 kHz side by side; the answers are in their order. */
export type DecodeClips = (
  clips: readonly Float32Array[],
  options: DecodeOptions,
) => Promise<readonly Decoded[]>;
