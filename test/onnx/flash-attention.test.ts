import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { withFlashAttention } from '../../src/onnx/flash-attention.js';
import { readSimpleGraph } from '../../src/onnx/simple-graph.js';
import { createGraph, type GraphBuilder } from '../../src/onnx/write-graph.js';

const [heads, headWidth, positions] = [3, 8, 70];
const width = heads * headWidth;

interface Variant {
  /** The heads as a shape that is stored, or put together from parts. */
  readonly shape?: 'stored' | 'joined';
  readonly weightsAreGiven?: boolean;
  readonly mask?: boolean;
  readonly factor?: number;
}

/** Attention of x to itself, as exports of Whisper spell it out. */
function attention({ shape = 'stored', weightsAreGiven, mask, factor = 0.5 }: Variant): Uint8Array {
  const graph = createGraph('attention');
  const x = graph.input('x', 'float32', [2, positions, width]);
  const shapeOf = () =>
    shape === 'stored'
      ? graph.ints(0, 0, heads, headWidth)
      : graph.node('Concat', [graph.ints(0), graph.ints(0), graph.ints(heads), graph.ints(headWidth)], {
          attributes: { axis: 0 },
        });
  const split = (seed: number, perm: readonly number[]) => {
    const weight = graph.constant('float32', [width, width], randomWeights(seed));
    const flat = graph.node('MatMul', [x, weight]);
    return graph.node('Transpose', [graph.node('Reshape', [flat, shapeOf()])], { attributes: { perm } });
  };
  const scaled = (of: string) => graph.node('Mul', [of, graph.scalar(factor)]);
  const similarity = graph.node('MatMul', [
    scaled(split(1, [0, 2, 1, 3])),
    scaled(across(graph, split(2, [0, 2, 1, 3]))),
  ]);
  const masked = mask ? graph.node('Add', [similarity, graph.scalar(-1)]) : similarity;
  const weights = graph.node('Softmax', [masked], { attributes: { axis: -1 } });
  const found = graph.node('MatMul', [weights, split(3, [0, 2, 1, 3])]);
  const back = graph.node('Transpose', [found], { attributes: { perm: [0, 2, 1, 3] } });
  graph.node('Reshape', [back, graph.ints(0, 0, width)], { outputs: ['y'] });
  graph.output('y', 'float32', [2, positions, width]);
  if (weightsAreGiven) {
    graph.node('Identity', [weights], { outputs: ['weights'] });
    graph.output('weights', 'float32', [2, heads, positions, positions]);
  }
  return graph.modelBytes();
}

const across = (graph: GraphBuilder, keys: string) =>
  graph.node('Transpose', [keys], { attributes: { perm: [0, 1, 3, 2] } });

const randomWeights = (seed: number) =>
  Float32Array.from({ length: width * width }, (_, i) => Math.sin(i * (seed + 0.37)) / Math.sqrt(headWidth));

async function run(model: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const x = Float32Array.from({ length: 2 * positions * width }, (_, i) => Math.cos(i * 0.713));
  const { y } = await session.run({ x: new Tensor('float32', x, [2, positions, width]) });
  await session.release();
  return y.data as Float32Array;
}

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
