import { readTensors } from '../onnx/read-tensors.js';
import type { Rewriting } from '../onnx/session.js';
import { onlyUser, readSimpleGraph } from '../onnx/simple-graph.js';
import { createGraph } from '../onnx/write-graph.js';

/**
 * How a network in pyannote's layout begins: a window is brought to one loudness, filtered (SincNet: Ravanelli and
 * Bengio, "Speaker recognition from raw waveform with SincNet", 2018), and of some outputs of a filter the largest
 * magnitude is kept.
 */
export interface FirstLayer {
  /** [filters, taps] */
  readonly filters: Float32Array;
  readonly taps: number;
  /** Samples from one output of a filter to the next. */
  readonly stride: number;
  /** Outputs of which one is kept. */
  readonly pool: number;
  /** What a window is multiplied with when its variance is 1, and what is added. */
  readonly scale: number;
  readonly offset: number;
  /** What is added to its variance. */
  readonly epsilon: number;
  /** Name of what is kept, [windows, filters, columns]. */
  readonly output: string;
}

/** @param bytes an ONNX model @returns null when the network begins in another way. */
export function findFirstLayer(bytes: Uint8Array): FirstLayer | null {
  const graph = readSimpleGraph(bytes);
  if (!graph) return null;
  const normalize = graph.nodes.find(({ op }) => op === 'InstanceNormalization');
  const filter = normalize && onlyUser(graph, normalize);
  const magnitude = filter?.op === 'Conv' ? onlyUser(graph, filter) : undefined;
  const keep = magnitude?.op === 'Abs' ? onlyUser(graph, magnitude) : undefined;
  if (!normalize || filter?.op !== 'Conv' || keep?.op !== 'MaxPool' || graph.makerOf(normalize.inputs[0]))
    return null;
  const filters = readTensors(bytes).get(filter.inputs[1]);
  const [scale, offset] = normalize.inputs.slice(1).map((name) => graph.constants.get(name)?.values ?? []);
  const [stride, taps] = [filter.attributes.strides, filter.attributes.kernel_shape].map(single);
  const pool = single(keep.attributes.kernel_shape);
  const plain = [filter, keep].every(
    ({ attributes: { pads, dilations, group, ceil_mode } }) =>
      [pads ?? 0].flat().every((pad) => pad === 0) &&
      [dilations ?? 1, group ?? 1].flat().every((one) => one === 1) &&
      (ceil_mode ?? 0) === 0,
  );
  const { epsilon = 1e-5 } = normalize.attributes;
  if (!plain || filter.inputs.length !== 2 || filters?.shape.length !== 3 || filters.shape[1] !== 1)
    return null;
  if (scale.length !== 1 || offset.length !== 1 || typeof epsilon !== 'number') return null;
  if (!stride || !pool || taps !== filters.shape[2]) return null;
  if (single(keep.attributes.strides) !== pool || scale[0] <= 0) return null;
  return {
    ...{ filters: filters.data, taps, stride, pool, epsilon },
    ...{ scale: scale[0], offset: offset[0], output: keep.outputs[0] },
  };
}

const single = (value: number | readonly number[] | undefined): number | null =>
  Array.isArray(value) && value.length === 1 ? value[0] : null;

/**
 * The filters, before loudness is known: `samples` f32 [1, 1, 1, T] -> the largest and the negated smallest output of
 * every column, `highest` and `lowest` f32 [1, filters, 1, columns]. As pictures of height 1, because onnxruntime has a
 * faster convolution for pictures.
 */
export function firstLayerOf({ filters, taps, stride, pool }: FirstLayer): Rewriting {
  return {
    name: 'first-layer',
    write() {
      const graph = createGraph('first-layer');
      const count = filters.length / taps;
      const samples = graph.input('samples', 'float32', [1, 1, 1, 'samples']);
      const kernel = graph.constant('float32', [count, 1, 1, taps], filters);
      const filtered = graph.node('Conv', [samples, kernel], { attributes: { strides: [1, stride] } });
      const attributes = { kernel_shape: [1, pool], strides: [1, pool] };
      graph.node('MaxPool', [filtered], { attributes, outputs: ['highest'] });
      graph.node('MaxPool', [graph.node('Neg', [filtered])], { attributes, outputs: ['lowest'] });
      for (const name of ['highest', 'lowest']) graph.output(name, 'float32', [1, count, 1, 'columns']);
      return graph.modelBytes();
    },
  };
}

/**
 * What follows, for one window: `highest` and `lowest` f32 [1, filters, columns] of the outputs y of the filters, `gain`
 * f32 [1, 1, 1] above zero and `shifts` f32 [1, filters, 1], of which gain (y + shift) is what they give for the window
 * at its own loudness -> scores.
 */
export function afterFirstLayer({ filters, taps, output }: FirstLayer): Rewriting {
  return {
    name: 'after-first-layer',
    write(bytes) {
      const graph = readSimpleGraph(bytes);
      if (!graph) throw new Error('its graph has others inside it');
      const count = filters.length / taps;
      const beginning = createGraph('after-first-layer');
      const highest = beginning.input('highest', 'float32', [1, count, 'columns']);
      const lowest = beginning.input('lowest', 'float32', [1, count, 'columns']);
      const gain = beginning.input('gain', 'float32', [1, 1, 1]);
      const shifts = beginning.input('shifts', 'float32', [1, count, 1]);
      const up = beginning.node('Add', [highest, shifts]);
      const down = beginning.node('Sub', [lowest, shifts]);
      beginning.node('Mul', [beginning.node('Max', [up, down]), gain], { outputs: [output] });
      return graph.begin(output, beginning);
    },
  };
}
