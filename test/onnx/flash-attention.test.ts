import { describe, expect, it } from 'vitest';
import { withFlashAttention } from '../../src/onnx/flash-attention.js';
import { readSimpleGraph } from '../../src/onnx/simple-graph.js';
import { createGraph } from '../../src/onnx/write-graph.js';
import { attention, run, type Variant } from './spelled-out-attention.js';

describe('withFlashAttention', () => {
  it.each<Variant>([{}, { shape: 'joined' }, { factor: 0.3 }])('gives what %j gives', async (variant) => {
    const model = attention(variant);
    const rewritten = withFlashAttention(model);
    expect(rewritten).not.toBeNull();
    const ops = readSimpleGraph(rewritten!)?.nodes.map(({ op }) => op);
    expect(ops).toContain('MultiHeadAttention');
    expect(ops).not.toContain('Softmax');
    expect(ops).not.toContain('Transpose');
    const [expected, found] = [await run(model), await run(rewritten!)];
    expect(Math.max(...expected.map((value, i) => Math.abs(value - found[i])))).toBeLessThan(1e-5);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it.each<Variant>([{ weightsAreGiven: true }, { mask: true }])('leaves %j as it is', (variant) => {
    expect(withFlashAttention(attention(variant))).toBeNull();
  });

  it('leaves a graph as it is that has others inside it', () => {
    const graph = createGraph('outer');
    const condition = graph.input('condition', 'bool', [1]);
    const branch = () => {
      const inner = graph.subgraph('inner');
      inner.output(inner.constant('float32', [1], new Float32Array(1)), 'float32', [1]);
      return inner;
    };
    graph.node('If', [condition], {
      outputs: ['y'],
      attributes: { then_branch: branch(), else_branch: branch() },
    });
    graph.output('y', 'float32', [1]);
    expect(withFlashAttention(graph.modelBytes())).toBeNull();
  });
});
