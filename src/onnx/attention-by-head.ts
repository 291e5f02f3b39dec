import { type Attention, findAttentions } from './attention.js';
import { nodeBytes, readSimpleGraph } from './simple-graph.js';

/**
 * Rewrites self-attention that is spelled out so that one head comes after the other. The weights of one head fit the
 * cache, and only they are in memory: in six heads, those of 1,000 positions on 1,000 are 4 MB instead of 24, and exist
 * twice for a moment. Every number is the same, as long as one thread computes it: each sum is formed in the same order.
 *
 * @param bytes an ONNX model.
 * @returns null when there is nothing of the kind, or the graph has others inside it or tensors in other files.
 */
export function withAttentionByHead(bytes: Uint8Array): Uint8Array | null {
  const graph = readSimpleGraph(bytes);
  // Before 12 a constant cannot be a plain number, and from 18 on a split has to be told how many parts it makes.
  if (!graph || graph.opset < 12 || graph.opset > 17) return null;
  const found = findAttentions(graph);
  if (found.length === 0) return null;
  return graph.write(new Map(found.map((attention) => [attention.end, byHead(attention)])));
}

function byHead({ query, key, value, heads, scale, end }: Attention): Uint8Array[] {
  const [output] = end.outputs;
  const of = (what: string, head: number) => `${output}/${what}/${head}`;
  const all = (what: string) => Array.from({ length: heads }, (_, head) => of(what, head));
  const factor = `${output}/factor`;
  const split = (from: string, what: string) =>
    nodeBytes({ op: 'Split', inputs: [from], outputs: all(what), attributes: { axis: 2 } });
  const attend = (head: number) => {
    const node = (op: string, inputs: readonly string[], what: string, attributes = {}) =>
      nodeBytes({ op, inputs, outputs: [of(what, head)], attributes });
    return [
      node('Mul', [of('query', head), factor], 'scaled'),
      node('Transpose', [of('key', head)], 'turned', { perm: [0, 2, 1] }),
      node('MatMul', [of('scaled', head), of('turned', head)], 'similarity'),
      node('Softmax', [of('similarity', head)], 'weights', { axis: -1 }),
      node('MatMul', [of('weights', head), of('value', head)], 'found'),
    ];
  };
  return [
    nodeBytes({
      op: 'Constant',
      inputs: [],
      outputs: [factor],
      attributes: { value_float: { float: scale } },
    }),
    split(query, 'query'),
    split(key, 'key'),
    split(value, 'value'),
    ...Array.from({ length: heads }, (_, head) => attend(head)).flat(),
    nodeBytes({ op: 'Concat', inputs: all('found'), outputs: [output], attributes: { axis: 2 } }),
  ];
}
