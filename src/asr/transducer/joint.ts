import type { StateShape } from './state-pool.js';

/** Sizes of a joint network, whatever its graphs. */
export interface JointSizes {
  readonly vocabulary: number;
  readonly blank: number;
  readonly durations: number;
  /** Of an encoder frame. */
  readonly width: number;
  readonly states: readonly StateShape[];
  /** Rows that the graph takes at once; more are run one part after another. */
  readonly maxRows: number;
  /** The same of a predictor that is a graph of its own: exporters tend to write a batch of one into it. */
  readonly maxPredictorRows: number;
}

/** How much is asked of a joint network. */
export interface JointRoom {
  /** Texts that are held at once. */
  readonly slots: number;
  /** Texts that are stepped at once. */
  readonly rows: number;
}

/**
 * The predictor and the joint network of a transducer, behind numbered slots. A slot is a text that was begun: it holds
 * what the predictor remembers of it. One step asks for what comes next in several slots at once.
 */
export interface Joint {
  /** Tokens, the blank among them. */
  readonly vocabulary: number;
  /** Token-and-duration transducers also say how many frames to go on: 0, 1, ... `durations` - 1. 0 for an RNN-T. */
  readonly durations: number;
  /** Encoder frames of the next step, [rows, width]: filled by the caller. */
  readonly frames: Float32Array;
  /** Makes the slot an empty text. */
  begin(slot: number): void;
  /**
   * Runs the networks for the first `rows` of `slots`.
   * @returns logits [rows, vocabulary + durations]; they are overwritten by the next step.
   */
  step(slots: Int32Array, rows: number): Promise<Float32Array>;
  /**
   * Slot `to` becomes the text that row `row` of the last step was, with `token` behind it. When that row's slot is not
   * `to`, no other row of the last step that is still to be extended may live in `to`.
   */
  extend(row: number, to: number, token: number): void;
}
