import type { Rewriting } from '../onnx/session.js';
import {
  type GraphNode,
  nodeBytes,
  onlyUser,
  readSimpleGraph,
  type SimpleGraph,
} from '../onnx/simple-graph.js';

/** New nodes in place of old ones, each list in the order in which they run. */
type Replaced = Map<GraphNode, readonly Uint8Array[]>;

/**
 * Gives the same numbers with fewer operators. Two things are found in an 8-bit CAM++ (Wang et al., "CAM++: A fast and
 * efficient network for speaker verification using context-aware masking", 2023), and done wherever they stand:
 *
 * - What a layer weighs its frames with depends on the mean of all frames and on that of every 100. The export spreads
 *   both over the frames first, and then computes the weights for each frame. Here they are computed once for every
 *   100 frames and spread afterwards; both ways are a product with a matrix that all layers share.
 * - Relu between two quantizations goes through float32. A table of 256 numbers is the same.
 *
 * A network that has nothing of the kind stays as it is.
 */
export const fewerOperators: Rewriting = {
  name: 'fewer-operators',
  write(bytes) {
    const graph = readSimpleGraph(bytes);
    if (!graph) return null;
    const replaced: Replaced = new Map();
    poolByProduct(graph, replaced);
    tabulateRelu(graph, replaced);
    return replaced.size === 0 ? null : graph.write(replaced, { domain: tables, version: 1 });
  },
};

/** The operators of onnxruntime itself, of which some work on tables. */
const tables = 'com.microsoft';

/** The weights of one layer: pooled is what they are made of, and weights what they are. */
interface Weighing {
  readonly pool: GraphNode;
  /** Adds the mean of all frames to those of 100, spread over the frames. */
  readonly add: GraphNode;
  readonly sigmoid: GraphNode;
}

function poolByProduct(graph: SimpleGraph, replaced: Replaced): void {
  const found = graph.nodes.flatMap((node) => findWeighing(graph, node) ?? []);
  const [first] = found;
  // The axes of ReduceMean became an input in 18.
  if (!first || graph.opset < 15 || graph.opset > 17) return;
  const layout = JSON.stringify(first.pool.attributes);
  if (found.some(({ pool }) => JSON.stringify(pool.attributes) !== layout)) return;
  const [pooling, spreading] = ['context/pooling', 'context/spreading'];
  for (const { pool, add, sigmoid } of found) {
    const [weights] = sigmoid.outputs;
    const few = `${weights}/few`;
    replaced.set(add, [plainNode('MatMul', [pool.inputs[0], pooling], add.outputs[0])]);
    replaced.set(sigmoid, [
      plainNode('Sigmoid', sigmoid.inputs, few),
      plainNode('MatMul', [few, spreading], weights),
    ]);
  }
  const own = replaced.get(first.add) ?? [];
  replaced.set(first.add, [...matrices(first.pool, pooling, spreading), ...own]);
}

/**
 * The matrix [frames, parts] that takes the mean of all frames and of every part, and the one [parts, frames] that
 * spreads parts over their frames. They are what the operators of the network make of the unit matrix.
 */
function matrices(pool: GraphNode, pooling: string, spreading: string): Uint8Array[] {
  const made = (name: string) => `context/${name}`;
  const node = (op: string, inputs: readonly string[], name: string, attributes: Numbers = {}) =>
    plainNode(op, inputs.map(made), made(name), attributes);
  return [
    plainNode('Shape', [pool.inputs[0]], made('frames'), { start: 2 }),
    node('Concat', ['frames', 'frames'], 'square', { axis: 0 }),
    node('ConstantOfShape', ['square'], 'zeros'),
    node('EyeLike', ['zeros'], 'unit'),
    node('Constant', [], 'first', { value_ints: [0] }),
    node('Unsqueeze', ['unit', 'first'], 'rows'),
    node('AveragePool', ['rows'], 'pooled', pool.attributes),
    node('Squeeze', ['pooled', 'first'], 'parts'),
    node('ReduceMean', ['unit'], 'all', { axes: [1], keepdims: 1 }),
    plainNode('Add', ['parts', 'all'].map(made), pooling),
    node('Transpose', ['parts'], 'turned', { perm: [1, 0] }),
    plainNode('Sign', [made('turned')], spreading),
  ];
}

/** What may stand between a mean and the weights: whatever looks at one frame at a time. */
const single = new Set(['QuantizeLinear', 'DequantizeLinear', 'Conv', 'Relu']);

function findWeighing(graph: SimpleGraph, pool: GraphNode): Weighing | null {
  if (pool.op !== 'AveragePool') return null;
  const users = graph.usersOf(pool.inputs[0]);
  const mean = users.find(
    ({ op, attributes: { axes, keepdims } }) =>
      op === 'ReduceMean' && keepdims !== 0 && JSON.stringify(axes) === '[-1]',
  );
  const add = mean && onlyUser(graph, mean);
  if (!mean || add?.op !== 'Add') return null;
  // Back from what is added to the mean: parts, each repeated, end to end, and as long as the frames.
  let spread = graph.makerOf(add.inputs.find((name) => name !== mean.outputs[0]) ?? '');
  for (const op of ['Slice', 'Reshape', 'Expand', 'Unsqueeze']) {
    if (spread?.op !== op) return null;
    spread = graph.makerOf(spread.inputs[0]);
  }
  if (spread !== pool) return null;
  for (let node = onlyUser(graph, add); node; node = onlyUser(graph, node)) {
    if (node.op === 'Sigmoid') return { pool, add, sigmoid: node };
    if (!single.has(node.op) || (node.op === 'Conv' && !isPointwise(node))) return null;
  }
  return null;
}

const isPointwise = ({ attributes: { kernel_shape, strides, pads } }: GraphNode) =>
  [kernel_shape ?? 0, strides ?? 1].flat().every((one) => one === 1) &&
  [pads ?? 0].flat().every((pad) => pad === 0);

function tabulateRelu(graph: SimpleGraph, replaced: Replaced): void {
  for (const relu of graph.nodes) {
    const before = relu.op === 'Relu' ? graph.makerOf(relu.inputs[0]) : undefined;
    const after = before?.op === 'DequantizeLinear' ? onlyUser(graph, relu) : undefined;
    if (before?.inputs.length !== 3 || after?.op !== 'QuantizeLinear' || after.inputs.length !== 3) continue;
    // Weights are dequantized as well, channel by channel; there is no table for those.
    if (graph.makerOf(before.inputs[0])?.op !== 'QuantizeLinear') continue;
    const inputs = [...before.inputs, ...after.inputs.slice(1)];
    replaced.set(after, [
      nodeBytes({
        ...{ op: 'QLinearLeakyRelu', domain: tables, inputs, outputs: after.outputs },
        attributes: { alpha: { float: 0 } },
      }),
    ]);
  }
}

type Numbers = Readonly<Record<string, number | readonly number[]>>;

const plainNode = (op: string, inputs: readonly string[], output: string, attributes: Numbers = {}) =>
  nodeBytes({ op, inputs, outputs: [output], attributes });
