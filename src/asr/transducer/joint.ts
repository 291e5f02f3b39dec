import { Tensor } from '../../onnx/session.js';

/** Sizes of a joint network, in whichever layout. */
export interface JointSizes {
  readonly vocabulary: number;
  readonly blank: number;
  readonly durations: number;
  /** Of an encoder frame. */
  readonly width: number;
  readonly states: readonly StateShape[];
  /** Rows that the graph takes at once; more are run in several batches. */
  readonly maxRows: number;
  /** The same for a predictor that is a graph of its own: many exports fix its batch at one. */
  readonly maxPredictorRows: number;
}

/** How much a joint network must hold. */
export interface JointCapacity {
  /** Texts that are held at once. */
  readonly slots: number;
  /** Texts in one step. */
  readonly rows: number;
}

/**
 * The predictor and the joint network of a transducer, behind numbered slots. A slot holds the predictor's state of one
 * text. A step gives the scores of what comes next in several slots at once.
 */
export interface Joint {
  /** Number of tokens, including the blank. */
  readonly vocabulary: number;
  /** A TDT also scores by how many frames to advance: 0, 1, ... `durations` - 1. 0 for an RNN-T. */
  readonly durations: number;
  /** Encoder frames of the next step, [rows, width]; the caller fills them. */
  readonly frames: Float32Array;
  /** Makes the slot an empty text. */
  begin(slot: number): void;
  /**
   * Runs the networks for the first `rows` of `slots`.
   * @returns logits [rows, vocabulary + durations], overwritten by the next step.
   */
  step(slots: Int32Array, rows: number): Promise<Float32Array>;
  /**
   * Slot `to` becomes the text of row `row` of the last step plus `token`. Unless `to` is that row's own slot, it must
   * not belong to another row of the last step that is yet to be extended.
   */
  extend(row: number, to: number, token: number): void;
}

/** One of the predictor's states, [layers, rows, hidden]. */
interface StateShape {
  readonly layers: number;
  readonly hidden: number;
}

/** The predictor's states of many slots; a batch is gathered from them and scattered back. */
interface StatePool {
  clear(slot: number): void;
  copy(from: number, to: number): void;
  /** The states of `slots[from, from + rows)` as inputs, one tensor for each state; valid until the next call. */
  gather(slots: Int32Array, from: number, rows: number): readonly Tensor[];
  /** Slot `to` takes row `row` of the predictor's outputs. */
  scatter(outputs: readonly Tensor[], row: number, to: number): void;
}

/** @param rows the most that are gathered at once. */
export function createStatePool(shapes: readonly StateShape[], slots: number, rows: number): StatePool {
  // [slots, layers, hidden] of each state: a slot is contiguous.
  const pools = shapes.map(({ layers, hidden }) => new Float32Array(slots * layers * hidden));
  const batches = shapes.map(({ layers, hidden }) => new Float32Array(rows * layers * hidden));
  // Inputs by number of rows: views of the same memory.
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
