import { type Session, Tensor } from '../../onnx/session.js';
import type { Joint, JointCapacity, JointSizes } from './joint.js';
import { createStatePool } from './joint.js';

/** Predictor and joint network in one graph: the layout of onnx-asr (`decoder_joint-model.onnx`). */
interface FusedGraph {
  readonly session: Session;
  readonly stateInputs: readonly string[];
  readonly stateOutputs: readonly string[];
}

/**
 * A joint on a fused graph. Every step feeds the last token of a slot and the state before it. The state that comes out
 * is kept only when the slot is extended: after a blank the same token is fed again.
 */
export function createFusedJoint(graph: FusedGraph, sizes: JointSizes, capacity: JointCapacity): Joint {
  const { session, stateInputs, stateOutputs } = graph;
  const { vocabulary, durations, width } = sizes;
  const most = Math.min(sizes.maxRows, capacity.rows);
  const pool = createStatePool(sizes.states, capacity.slots, most);
  const frames = new Float32Array(capacity.rows * width);
  /** [rows, outputs]; the first run tells how many outputs there are. */
  let logits = new Float32Array(0);
  const fetches = ['outputs', ...stateOutputs];
  const batch = new Float32Array(most * width);
  const targets = new Int32Array(most);
  const feedsOf: Record<string, Tensor>[] = [];
  /** Last token of each slot; the blank stands for the start of a text. */
  const last = new Int32Array(capacity.slots);
  /** New states of each batch of the last step. */
  const states: Tensor[][] = [];

  const feedsFor = (rows: number): Record<string, Tensor> => {
    feedsOf[rows] ??= {
      encoder_outputs: new Tensor('float32', batch.subarray(0, rows * width), [rows, width, 1]),
      targets: new Tensor('int32', targets.subarray(0, rows), [rows, 1]),
      target_length: new Tensor('int32', new Int32Array(rows).fill(1), [rows]),
    };
    return feedsOf[rows];
  };

  return {
    vocabulary,
    durations,
    frames,
    begin(slot) {
      last[slot] = sizes.blank;
      pool.clear(slot);
    },
    async step(slots, count) {
      for (let from = 0, b = 0; from < count; from += most, b++) {
        const rows = Math.min(most, count - from);
        batch.set(frames.subarray(from * width, (from + rows) * width));
        for (let i = 0; i < rows; i++) targets[i] = last[slots[from + i]];
        const feeds = feedsFor(rows);
        pool.gather(slots, from, rows).forEach((tensor, s) => {
          feeds[stateInputs[s]] = tensor;
        });
        const out = await session.run(feeds, fetches);
        const given = out.outputs.data as Float32Array;
        const outputs = given.length / rows;
        if (logits.length === 0) logits = new Float32Array(capacity.rows * outputs);
        logits.set(given, from * outputs);
        states[b] = stateOutputs.map((name) => out[name]);
      }
      return logits;
    },
    extend(row, to, token) {
      last[to] = token;
      pool.scatter(states[Math.floor(row / most)], row % most, to);
    },
  };
}
