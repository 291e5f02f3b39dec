import { type Attention, findAttentions } from './attention.js';
import { nodeBytes, readSimpleGraph } from './simple-graph.js';

/**
 * Rewrites self-attention that is spelled out (two products and a softmax between them) as one operator,
 * `com.microsoft.MultiHeadAttention`. onnxruntime computes it block by block in the cache (Dao et al. 2022, FlashAttention):
 * the weights of 1500 positions on 1500, in six heads, would be 54 MB that are written and read four times. Sums are formed
 * in another order, so results differ in the last bits.
 *
 * @param bytes an ONNX model.
 * @returns null when there is nothing of the kind, or the graph has others inside it or tensors in other files.
 */
export function withFlashAttention(bytes: Uint8Array): Uint8Array | null {
  const graph = readSimpleGraph(bytes);
  if (!graph) return null;
  const found = findAttentions(graph);
  if (found.length === 0) return null;
  const fused = new Map(found.map((attention) => [attention.end, [fusedNode(attention)]]));
  return graph.write(fused, contributedOperators);
}

/** The operators of onnxruntime itself. */
const contributedOperators = { domain: 'com.microsoft', version: 1 } as const;

function fusedNode({ query, key, value, heads, scale, end }: Attention): Uint8Array {
  return nodeBytes({
    op: 'MultiHeadAttention',
    domain: contributedOperators.domain,
    inputs: [query, key, value],
    outputs: end.outputs,
    attributes: { num_heads: heads, scale: { float: scale } },
  });
}
