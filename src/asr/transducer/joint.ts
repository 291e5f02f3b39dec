import { Tensor } from '../../onnx/session.js';

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
export interface JointCapacity {
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

/** One of the predictor's states, [layers, rows, hidden]. */
export interface StateShape {
  readonly layers: number;
  readonly hidden: number;
}

/** The predictor's states of many slots; rows of a batch are gathered from them and put back. */
export interface StatePool {
  clear(slot: number): void;
  copy(from: number, to: number): void;
  /** The states of `slots[from, from + rows)` as inputs, one tensor for each; they are valid until the next call. */
  gather(slots: Int32Array, from: number, rows: number): readonly Tensor[];
  /** Slot `to` takes row `row` of the predictor's outputs. */
  scatter(outputs: readonly Tensor[], row: number, to: number): void;
}

/** @param rows the most that are gathered at once. */
export function createStatePool(shapes: readonly StateShape[], slots: number, rows: number): StatePool {
  // [slots, layers, hidden] of each state: a slot lies in one piece.
  const pools = shapes.map(({ layers, hidden }) => new Float32Array(slots * layers * hidden));
  const batches = shapes.map(({ layers, hidden }) => new Float32Array(rows * layers * hidden));
  // Inputs by their number of rows: views of the same memory.
  const inputs: Tensor[][] = [];

  const inputsOf = (rows: number): Tensor[] => {
    inputs[rows] ??= shapes.map(({ layers, hidden }, s) => {
      const dims = [layers, rows, hidden];
      return new Tensor('float32', batches[s].subarray(0, layers * rows * hidden), dims);
    });
    return inputs[rows];
  };

  return {
    clear(slot) {
      shapes.forEach(({ layers, hidden }, s) => {
        pools[s].fill(0, slot * layers * hidden, (slot + 1) * layers * hidden);
      });
    },
    copy(from, to) {
      shapes.forEach(({ layers, hidden }, s) => {
        const size = layers * hidden;
        pools[s].copyWithin(to * size, from * size, (from + 1) * size);
      });
    },
    gather(slots, from, rows) {
      for (let s = 0; s < shapes.length; s++) {
        const { layers, hidden } = shapes[s];
        for (let row = 0; row < rows; row++)
          for (let layer = 0; layer < layers; layer++) {
            const at = (slots[from + row] * layers + layer) * hidden;
            batches[s].set(pools[s].subarray(at, at + hidden), (layer * rows + row) * hidden);
          }
      }
      return inputsOf(rows);
    },
    scatter(outputs, row, to) {
      for (let s = 0; s < shapes.length; s++) {
        const { layers, hidden } = shapes[s];
        const data = outputs[s].data as Float32Array;
        const rows = outputs[s].dims[1];
        for (let layer = 0; layer < layers; layer++) {
          const at = (layer * rows + row) * hidden;
          pools[s].set(data.subarray(at, at + hidden), (to * layers + layer) * hidden);
        }
      }
    },
  };
}
