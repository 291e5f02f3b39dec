import { type Session, Tensor } from '../../onnx/session.js';
import type { Joint, JointCapacity, JointSizes } from './joint.js';
import { createStatePool } from './joint.js';

/** Predictor and joint network as two graphs: the layout of sherpa-onnx (`decoder.onnx`, `joiner.onnx`). */
interface SplitGraphs {
  readonly predictor: Session;
  readonly joiner: Session;
  /** Width of the predictor's output. */
  readonly predicted: number;
}

/**
 * A joint on two graphs. The predictor runs only for slots that were begun or extended since their last step; its output
 * is kept while the text stays the same (the idea of NeMo's label looping). Inputs and outputs are taken by position,
 * since their names differ between exports.
 */
export function createSplitJoint(graphs: SplitGraphs, sizes: JointSizes, capacity: JointCapacity): Joint {
  const { predictor, joiner, predicted } = graphs;
  const { vocabulary, durations, width } = sizes;
  const most = Math.min(sizes.maxRows, capacity.rows);
  const mostPredicted = Math.min(sizes.maxPredictorRows, capacity.rows);
  const [targetsName, lengthName, ...stateInputs] = predictor.inputNames;
  const [predictedName, , ...stateOutputs] = predictor.outputNames;
  const [framesName, textName] = joiner.inputNames;
  const [logitsName] = joiner.outputNames;
  const pool = createStatePool(sizes.states, capacity.slots, mostPredicted);
  const frames = new Float32Array(capacity.rows * width);
  /** [rows, outputs]; the first run tells how many outputs there are. */
  let logits = new Float32Array(0);
  /** The predictor's output for each slot, [slots, predicted]. */
  const texts = new Float32Array(capacity.slots * predicted);
  const batchFrames = new Float32Array(most * width);
  const batchTexts = new Float32Array(most * predicted);
  const targets = new Int32Array(mostPredicted);
  /** The token of a slot that the predictor has yet to read, or -1. */
  const unread = new Int32Array(capacity.slots).fill(-1);
  const stale = new Int32Array(capacity.rows);
  const stepped = new Int32Array(capacity.rows);
  const predictorFeeds: Record<string, Tensor>[] = [];
  const joinerFeeds: Record<string, Tensor>[] = [];

  async function predict(slots: Int32Array, from: number, rows: number): Promise<void> {
    for (let i = 0; i < rows; i++) targets[i] = unread[slots[from + i]];
    predictorFeeds[rows] ??= {
      [targetsName]: new Tensor('int32', targets.subarray(0, rows), [rows, 1]),
      [lengthName]: new Tensor('int32', new Int32Array(rows).fill(1), [rows]),
    };
    const feeds = predictorFeeds[rows];
    pool.gather(slots, from, rows).forEach((tensor, s) => {
      feeds[stateInputs[s]] = tensor;
    });
    const out = await predictor.run(feeds, [predictedName, ...stateOutputs]);
    const states = stateOutputs.map((name) => out[name]);
    const given = out[predictedName].data as Float32Array;
    for (let i = 0; i < rows; i++) {
      const slot = slots[from + i];
      texts.set(given.subarray(i * predicted, (i + 1) * predicted), slot * predicted);
      pool.scatter(states, i, slot);
      unread[slot] = -1;
    }
  }

  async function join(slots: Int32Array, from: number, rows: number): Promise<void> {
    batchFrames.set(frames.subarray(from * width, (from + rows) * width));
    for (let i = 0; i < rows; i++) {
      const at = slots[from + i] * predicted;
      batchTexts.set(texts.subarray(at, at + predicted), i * predicted);
    }
    joinerFeeds[rows] ??= {
      [framesName]: new Tensor('float32', batchFrames.subarray(0, rows * width), [rows, width, 1]),
      [textName]: new Tensor('float32', batchTexts.subarray(0, rows * predicted), [rows, predicted, 1]),
    };
    const out = await joiner.run(joinerFeeds[rows], [logitsName]);
    const given = out[logitsName].data as Float32Array;
    const outputs = given.length / rows;
    if (logits.length === 0) logits = new Float32Array(capacity.rows * outputs);
    logits.set(given, from * outputs);
  }

  return {
    vocabulary,
    durations,
    frames,
    begin(slot) {
      unread[slot] = sizes.blank;
      pool.clear(slot);
    },
    async step(slots, count) {
      stepped.set(slots.subarray(0, count));
      let waiting = 0;
      for (let i = 0; i < count; i++) if (unread[slots[i]] >= 0) stale[waiting++] = slots[i];
      for (let from = 0; from < waiting; from += mostPredicted)
        await predict(stale, from, Math.min(mostPredicted, waiting - from));
      for (let from = 0; from < count; from += most) await join(slots, from, Math.min(most, count - from));
      return logits;
    },
    extend(row, to, token) {
      if (stepped[row] !== to) pool.copy(stepped[row], to);
      unread[to] = token;
    },
  };
}
