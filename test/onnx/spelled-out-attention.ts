import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createGraph, type GraphBuilder } from '../../src/onnx/write-graph.js';

export const heads = 3;
const [headWidth, positions] = [8, 70];
const width = heads * headWidth;

export interface Variant {
  /** The heads as a shape that is stored, or put together from parts. */
  readonly shape?: 'stored' | 'joined';
  readonly weightsAreGiven?: boolean;
  readonly mask?: boolean;
  readonly factor?: number;
}

/** Attention of x to itself, as exports of Whisper spell it out. */
export function attention({ shape = 'stored', weightsAreGiven, mask, factor = 0.5 }: Variant): Uint8Array {
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

/** What a model makes of numbers like those of a sentence, [2, positions, width]. */
export async function run(model: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const x = Float32Array.from({ length: 2 * positions * width }, (_, i) => Math.cos(i * 0.713));
  const { y } = await session.run({ x: new Tensor('float32', x, [2, positions, width]) });
  await session.release();
  return y.data as Float32Array;
}
