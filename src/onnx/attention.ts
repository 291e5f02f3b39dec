import type { Constant, GraphNode, SimpleGraph } from './simple-graph.js';

/** Self-attention that is spelled out: two products and a softmax between them, of tensors [rows, n, width]. */
export interface Attention {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  /** How many heads are side by side in the width. */
  readonly heads: number;
  readonly scale: number;
  /** The node whose output is the attention again, [rows, n, width]. */
  readonly end: GraphNode;
}

/** A tensor [rows, n, heads, width of a head] before it was turned and scaled. */
interface Split {
  readonly flat: string;
  readonly heads: number | null;
  readonly scale: number;
  readonly turned: readonly number[];
}

const byHead = [0, 2, 1, 3];
const byHeadAcross = [0, 2, 3, 1];

/** Every self-attention of a graph that is spelled out. */
export const findAttentions = (graph: SimpleGraph): Attention[] =>
  graph.nodes.flatMap((node) => (node.op === 'Softmax' ? (findAttention(graph, node) ?? []) : []));

/** The attention around a softmax; null when it is not one, or its weights are wanted elsewhere, or something is added. */
function findAttention(graph: SimpleGraph, softmax: GraphNode): Attention | null {
  const similarity = skipCasts(graph, graph.makerOf(softmax.inputs[0]));
  const weighted = userThroughCasts(graph, softmax);
  if (similarity?.op !== 'MatMul' || weighted?.op !== 'MatMul') return null;
  const turned = userThroughCasts(graph, weighted);
  const ends = turned ? graph.usersOf(turned.outputs[0]).filter(({ op }) => op === 'Reshape') : [];
  if (turned?.op !== 'Transpose' || !same(turned.attributes.perm, byHead) || ends.length !== 1) return null;
  const query = splitOf(graph, similarity.inputs[0]);
  const key = splitOf(graph, similarity.inputs[1]);
  const value = splitOf(graph, weighted.inputs[1]);
  if (!query || !key || !value || query.heads === null) return null;
  if (!same(query.turned, byHead) || !same(key.turned, byHeadAcross) || !same(value.turned, byHead))
    return null;
  if (value.scale !== 1) return null;
  const scale = query.scale * key.scale;
  return { query: query.flat, key: key.flat, value: value.flat, heads: query.heads, scale, end: ends[0] };
}

/** Follows a tensor up to where its width was split into heads. */
function splitOf(graph: SimpleGraph, name: string): Split | null {
  let turned = [0, 1, 2, 3];
  let scale = 1;
  for (let node = graph.makerOf(name); node; ) {
    let from = node.inputs[0];
    if (node.op === 'Reshape') return { flat: from, heads: headsOf(graph, node.inputs[1]), scale, turned };
    const { perm } = node.attributes;
    if (node.op === 'Transpose' && Array.isArray(perm) && perm.length === 4) {
      turned = turned.map((axis) => perm[axis]);
    } else if (node.op === 'Mul') {
      const constant = node.inputs.findIndex((input) => scalarOf(graph.constants.get(input)) !== null);
      if (constant < 0) return null;
      scale *= scalarOf(graph.constants.get(node.inputs[constant])) ?? 1;
      from = node.inputs[1 - constant];
    } else if (!isCast(node)) return null;
    node = graph.makerOf(from);
  }
  return null;
}

/** The third number of a shape, whether it is stored as a whole or put together. */
function headsOf(graph: SimpleGraph, shape: string): number | null {
  const whole = graph.constants.get(shape);
  if (whole) return whole.values.length === 4 ? whole.values[2] : null;
  const parts = graph.makerOf(shape);
  const third = parts?.op === 'Concat' && parts.inputs.length === 4 ? parts.inputs[2] : undefined;
  return third === undefined ? null : scalarOf(graph.constants.get(third));
}

const scalarOf = (constant: Constant | undefined): number | null =>
  constant?.values.length === 1 ? constant.values[0] : null;

/** To float32, from which it comes: the exports have many that do nothing. */
const isCast = (node: GraphNode) => node.op === 'Cast' && node.attributes.to === 1;

function skipCasts(graph: SimpleGraph, node: GraphNode | undefined): GraphNode | undefined {
  let at = node;
  while (at && isCast(at)) at = graph.makerOf(at.inputs[0]);
  return at;
}

/** The node that uses what this one gives, through casts; undefined when several do, or it is what the graph gives. */
function userThroughCasts(graph: SimpleGraph, node: GraphNode): GraphNode | undefined {
  const users = graph.usersOf(node.outputs[0]).filter(({ op }) => op !== 'Shape');
  if (users.length !== 1 || graph.outputs.has(node.outputs[0])) return undefined;
  return isCast(users[0]) ? userThroughCasts(graph, users[0]) : users[0];
}

const same = (a: number | readonly number[] | undefined, b: readonly number[]) =>
  Array.isArray(a) && a.length === b.length && a.every((axis, i) => axis === b[i]);
