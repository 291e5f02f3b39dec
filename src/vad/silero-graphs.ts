import { readTensors, type Weights } from '../onnx/read-tensors.js';
import type { Rewriting } from '../onnx/session.js';
import { createGraph, type GraphBuilder } from '../onnx/write-graph.js';

/** Numbers that the network makes of a frame, and that it remembers of those before. */
export const sileroWidth = 128;
/** Samples of a frame with its context, and mirrored at its end as the network does it. */
export const sileroPadded = 640;

const fourier = { size: 256, hop: 128, bins: 129 } as const;
const strides = [1, 2, 2, 1] as const;

/**
 * The part of Silero that knows nothing of other frames, for any number of them at once: `frames` f32
 * [1, 1, F, 640] -> `heard` f32 [F, 128]. One frame is four columns of a spectrum: too few for a product of matrices to
 * be fast, and every frame would fetch all the weights again. Here the frames are rows of one picture, over which
 * convolutions of height 1 go.
 */
export const sileroHearing: Rewriting = {
  name: 'silero-hearing',
  write(bytes) {
    const weights = reader(bytes);
    const graph = createGraph('hearing');
    const frames = graph.input('frames', 'float32', [1, 1, 'frames', sileroPadded]);
    const { size, hop, bins } = fourier;
    const basis = constant(graph, weights('model.stft.forward_basis_buffer', [2 * bins, 1, size]), [
      2 * bins,
      1,
      1,
      size,
    ]);
    const spectrum = graph.node('Conv', [frames, basis], { attributes: { strides: [1, hop] } });
    const squares = [0, bins].map((from) => {
      const part = graph.node('Slice', [spectrum, graph.ints(from), graph.ints(from + bins), graph.ints(1)]);
      return graph.node('Mul', [part, part]);
    });
    let heard = graph.node('Sqrt', [graph.node('Add', squares)]);
    const channels = [bins, 128, 64, 64, sileroWidth];
    for (const [i, stride] of strides.entries()) {
      const [from, to] = [channels[i], channels[i + 1]];
      const layer = `model.encoder.${i}.reparam_conv`;
      const kernel = constant(graph, weights(`${layer}.weight`, [to, from, 3]), [to, from, 1, 3]);
      const bias = constant(graph, weights(`${layer}.bias`, [to]));
      const attributes = { strides: [1, stride], pads: [0, 1, 0, 1] };
      heard = graph.node('Relu', [graph.node('Conv', [heard, kernel, bias], { attributes })]);
    }
    const flat = graph.node('Reshape', [heard, graph.ints(sileroWidth, -1)]);
    graph.node('Transpose', [flat], { attributes: { perm: [1, 0] }, outputs: ['heard'] });
    graph.output('heard', 'float32', ['frames', sileroWidth]);
    return graph.modelBytes();
  },
};

/**
 * The part that remembers, for any number of steps in any number of recordings side by side: `heard` f32
 * [steps, rows, 128], `hidden` and `cell` f32 [1, rows, 128] -> `speech` f32 [steps, 1, rows, 1], `hiddenN`, `cellN`.
 */
export const sileroFollowing: Rewriting = {
  name: 'silero-following',
  write(bytes) {
    const weights = reader(bytes);
    const width = sileroWidth;
    const graph = createGraph('following');
    const heard = graph.input('heard', 'float32', ['steps', 'rows', width]);
    const hidden = graph.input('hidden', 'float32', [1, 'rows', width]);
    const cell = graph.input('cell', 'float32', [1, 'rows', width]);
    const gates = (name: string, shape: readonly number[]) =>
      inOrder(weights(`model.decoder.rnn.${name}`, shape));
    const [w, r] = ['weight_ih', 'weight_hh'].map((name) =>
      constant(graph, gates(name, [4 * width, width]), [1, 4 * width, width]),
    );
    const biases = ['bias_ih', 'bias_hh'].flatMap((name) => [...gates(name, [4 * width]).data]);
    const b = graph.constant('float32', [1, 8 * width], Float32Array.from(biases));
    const outputs = ['followed', 'hiddenN', 'cellN'];
    const attributes = { hidden_size: width };
    const followed = graph.node('LSTM', [heard, w, r, b, '', hidden, cell], { attributes, outputs });
    const last = 'model.decoder.decoder.2';
    const kernel = constant(graph, weights(`${last}.weight`, [1, width, 1]), [width, 1]);
    const logit = graph.node('Add', [
      graph.node('MatMul', [graph.node('Relu', [followed]), kernel]),
      constant(graph, weights(`${last}.bias`, [1])),
    ]);
    graph.node('Sigmoid', [logit], { outputs: ['speech'] });
    graph.output('speech', 'float32', ['steps', 1, 'rows', 1]);
    for (const name of ['hiddenN', 'cellN']) graph.output(name, 'float32', [1, 'rows', width]);
    return graph.modelBytes();
  },
};

type Reader = (name: string, shape: readonly number[]) => Weights;

/** @throws Error when the network has no such weights. */
function reader(bytes: Uint8Array): Reader {
  const tensors = readTensors(bytes);
  return (name, shape) => {
    const found = tensors.get(name);
    if (found && found.shape.join() === shape.join()) return found;
    const size = found ? `of ${found.shape.join(' x ')} numbers` : 'missing';
    throw new Error(`${name} is ${size}, and ought to have ${shape.join(' x ')}`);
  };
}

const constant = (graph: GraphBuilder, { data, shape }: Weights, as: readonly number[] = shape) =>
  graph.constant('float32', as, data);

/** Gates of an LSTM from PyTorch's order (input, forget, cell, output) into that of ONNX (input, output, forget, cell). */
function inOrder({ data, shape }: Weights): Weights {
  const gate = data.length / 4;
  const ordered = new Float32Array(data.length);
  for (const [to, from] of [0, 3, 1, 2].entries())
    ordered.set(data.subarray(from * gate, (from + 1) * gate), to * gate);
  return { data: ordered, shape };
}
