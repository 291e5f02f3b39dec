import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createGraph, type GraphBuilder } from '../../src/onnx/write-graph.js';
import type { ConformerSizes } from '../../test/fixtures/make-conformer.js';

/** Frames that an encoder of Parakeet makes one of. */
export const subsampling = 8;

/**
 * Nothing but the matrix products of a FastConformer: those with weights, and those between the frames in the attention.
 * Their results go nowhere, but for one number of each.
 *
 * @param frames of the encoder's output: rows of the products.
 * @param dataFile takes one block of random bytes that all weights read; each of them is packed for itself.
 */
export function matrixProducts(
  sizes: ConformerSizes,
  frames: number,
  precision: 'float32' | 'int8',
  dataFile: string,
): Uint8Array {
  const { hidden, heads, feedForward, layers, bins, channels } = sizes;
  const width = precision === 'int8' ? 1 : 4;
  const largest = Math.max(hidden * feedForward, ((channels * bins) / subsampling) * hidden) * width;
  writeFileSync(dataFile, randomBytes(largest, precision));
  const graph = createGraph('products');
  const results: string[] = [];
  const keep = (product: string, rank: number) => {
    const axes = Array.from({ length: rank }, (_, i) => i);
    const first = graph.node('Slice', [
      product,
      graph.ints(...axes.map(() => 0)),
      graph.ints(...axes.map(() => 1)),
      graph.ints(...axes),
    ]);
    const flat = graph.node('Reshape', [first, graph.ints(1)]);
    results.push(
      precision === 'int8' && rank === 2 ? graph.node('Cast', [flat], { attributes: { to: 1 } }) : flat,
    );
  };
  const inputs = new Map<string, string>();
  const input = (shape: readonly number[], type: 'float32' | 'uint8') => {
    const key = `x ${type} ${shape.join(' ')}`;
    const known = inputs.get(key) ?? runtimeValue(graph, shape, type);
    inputs.set(key, known);
    return known;
  };
  const linear = (from: number, to: number, rows = frames) => {
    const type = precision === 'int8' ? 'uint8' : 'float32';
    const data = { file: basename(dataFile), offset: 0, length: from * to * width };
    const weight = graph.constant(type, [from, to], data);
    keep(
      graph.node(precision === 'int8' ? 'MatMulInteger' : 'MatMul', [input([rows, from], type), weight]),
      2,
    );
  };
  const between = (a: readonly number[], b: readonly number[]) =>
    keep(graph.node('MatMul', [input([heads, ...a], 'float32'), input([heads, ...b], 'float32')]), 3);

  graph.input('size', 'float32', [1]);
  linear((channels * bins) / subsampling, hidden);
  const distances = 2 * frames - 1;
  const depth = hidden / heads;
  for (let layer = 0; layer < layers; layer++) {
    for (let half = 0; half < 2; half++) {
      linear(hidden, feedForward);
      linear(feedForward, hidden);
    }
    for (let i = 0; i < 4; i++) linear(hidden, hidden);
    linear(hidden, hidden, distances);
    between([frames, depth], [depth, frames]);
    between([frames, depth], [depth, distances]);
    between([frames, frames], [frames, depth]);
    linear(hidden, 2 * hidden);
    linear(hidden, hidden);
  }
  graph.node('Concat', results, { outputs: ['results'], attributes: { axis: 0 } });
  graph.output('results', 'float32', [results.length]);
  return graph.modelBytes();
}

/** Made from an input, or else the products would be computed when the network is opened. */
function runtimeValue(graph: GraphBuilder, shape: readonly number[], type: 'float32' | 'uint8'): string {
  const value = graph.node('Expand', ['size', graph.ints(...shape)]);
  return type === 'uint8' ? graph.node('Cast', [value], { attributes: { to: 2 } }) : value;
}

function randomBytes(length: number, precision: 'float32' | 'int8'): Uint8Array {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  if (precision === 'int8') return Uint8Array.from({ length }, () => 256 * next());
  return new Uint8Array(Float32Array.from({ length: length / 4 }, () => next() - 0.5).buffer);
}
