import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fewerOperators } from '../../src/diarization/fewer-operators.js';
import { createWespeakerEmbedder } from '../../src/diarization/voice-embedder.js';
import { openSession, type Rewriting, Tensor } from '../../src/onnx/session.js';
import { readSimpleGraph } from '../../src/onnx/simple-graph.js';
import { createGraph } from '../../src/onnx/write-graph.js';
import { createRandom } from '../fixtures/random.js';
import { repo } from '../shared.js';

const shipped = repo('models', 'campplus-zh-en', 'model.int8.onnx');
const folder = mkdtempSync(join(tmpdir(), 'scribe-operators-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the voice network that ships, with fewer operators', () => {
  it('gives the same vectors, for one part of 100 frames and for several', async () => {
    const open = async (rewriting?: Rewriting) =>
      createWespeakerEmbedder(
        await openSession(shipped, { threads: 1, fuseQuantized: true, rewriting }),
        'made',
        192,
      );
    const [slow, fast] = [await open(), await open(fewerOperators)];
    const random = createRandom(7);
    for (const frames of [9, 150, 201]) {
      const features = random.normals(2 * frames * 80, 2);
      const expected = await slow.embed(features.slice(), 2, frames);
      const found = await fast.embed(features.slice(), 2, frames);
      for (const voice of [0, 1]) {
        let cosine = 0;
        for (let i = voice * 192; i < (voice + 1) * 192; i++) cosine += expected[i] * found[i];
        expect(cosine, `${frames} frames`).toBeGreaterThan(0.999);
      }
    }
  });

  it('averages 100 frames once for all layers, and has no Relu between two quantizations', () => {
    const bytes = readFileSync(shipped);
    const count = (network: Uint8Array | null, op: string) =>
      readSimpleGraph(network ?? new Uint8Array(0))?.nodes.filter((node) => node.op === op).length;
    const written = fewerOperators.write(bytes);
    const counts = (network: Uint8Array | null) =>
      ['AveragePool', 'Slice', 'Relu', 'QLinearLeakyRelu'].map((op) => count(network, op));
    expect(counts(bytes)).toEqual([52, 52, 171, 0]);
    expect(counts(written)).toEqual([1, 0, 62, 109]);
  });
});

/** A layer of CAM++ in float32: frames weighed by what they and their surroundings have in common. */
function weighingNetwork({ mean = [-1], kernel = 1 } = {}): Uint8Array {
  const graph = createGraph('weighing');
  const random = createRandom(11);
  const x = graph.input('x', 'float32', ['N', 3, 'T']);
  const parts = graph.node('AveragePool', [x], {
    attributes: { kernel_shape: [10], strides: [10], ceil_mode: 1 },
  });
  const all = graph.node('ReduceMean', [x], { attributes: { axes: mean, keepdims: 1 } });
  const shape = (name: string, start: number) => graph.node('Shape', [name], { attributes: { start } });
  const repeated = graph.node('Expand', [
    graph.node('Unsqueeze', [parts, graph.ints(-1)]),
    graph.node('Concat', [shape(parts, 0), graph.ints(10)], { attributes: { axis: 0 } }),
  ]);
  const ends = graph.node('Reshape', [repeated, graph.ints(0, 0, -1)]);
  const spread = graph.node('Slice', [ends, graph.ints(0), shape(x, 2), graph.ints(2)]);
  const context = graph.node('Add', [all, spread]);
  const filter = graph.constant('float32', [3, 3, kernel], random.normals(9 * kernel));
  const pads = [(kernel - 1) / 2, (kernel - 1) / 2];
  const weights = graph.node('Conv', [context, filter], { attributes: { kernel_shape: [kernel], pads } });
  graph.node('Mul', [graph.node('Sigmoid', [weights]), x], { outputs: ['y'] });
  graph.output('y', 'float32', ['N', 3, 'T']);
  return graph.modelBytes();
}

describe('a layer that weighs frames', () => {
  it('gives the same in float32, whether or not the last part is whole', async () => {
    const path = join(folder, 'weighing.onnx');
    writeFileSync(path, weighingNetwork());
    const slow = await openSession(path, { threads: 1 });
    const fast = await openSession(path, { threads: 1, rewriting: fewerOperators });
    for (const frames of [4, 10, 37]) {
      const x = new Tensor('float32', createRandom(frames).normals(2 * 3 * frames), [2, 3, frames]);
      const [expected, found] = [await slow.run({ x }), await fast.run({ x })];
      for (const [i, value] of (expected.y.data as Float32Array).entries())
        expect(Math.abs((found.y.data as Float32Array)[i] - value)).toBeLessThan(1e-5);
    }
  });

  it('stays as it is when more than one frame decides on a weight, or the mean is another one', () => {
    expect(fewerOperators.write(weighingNetwork())).not.toBeNull();
    expect(fewerOperators.write(weighingNetwork({ kernel: 3 }))).toBeNull();
    expect(fewerOperators.write(weighingNetwork({ mean: [-2] }))).toBeNull();
  });
});
