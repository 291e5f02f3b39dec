import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Feeds,
  openSession,
  type Rewriting,
  type Session,
  type Tensor,
} from '../../src/onnx/session.js';
import { createGraph } from '../../src/onnx/write-graph.js';
import { findFirstLayer } from '../../src/segmentation/first-layer.js';
import { type ScoreWindows, scoreShared, scoreWhole } from '../../src/segmentation/score-windows.js';
import { createPyannoteSegmenter } from '../../src/segmentation/segmenter.js';
import { shareFirstLayer } from '../../src/segmentation/share-first-layer.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { createRandom } from '../fixtures/random.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-windows-'));
afterAll(() => rmSync(folder, { recursive: true }));

const window = 2000;
/** Samples from one column of the first layer to the next. */
const hop = 15;

/** A network that begins as pyannote's do, with random filters: 66 frames of a window, 7 classes. */
function sincNetwork({ pads = 0, magnitude = 'Abs' } = {}): Uint8Array {
  const graph = createGraph('sinc');
  const random = createRandom(3);
  const weights = (...shape: number[]) =>
    graph.constant('float32', shape, random.normals(shape.reduce((a, b) => a * b, 1)));
  const x = graph.input('x', 'float32', ['N', 1, 'T']);
  const [scale, offset] = [0.3, 0.1].map((value) => graph.constant('float32', [1], Float32Array.of(value)));
  const level = graph.node('InstanceNormalization', [x, scale, offset], {
    attributes: { epsilon: { float: 1e-4 } },
  });
  const attributes = { kernel_shape: [11], strides: [5], pads: [pads, pads] };
  const filtered = graph.node('Conv', [level, weights(6, 1, 11)], { attributes });
  const pooled = graph.node('MaxPool', [graph.node(magnitude, [filtered])], {
    attributes: { kernel_shape: [3], strides: [3] },
  });
  const classes = graph.node('Conv', [pooled, weights(7, 6, 2)], { attributes: { strides: [2] } });
  const frames = graph.node('Transpose', [classes], { attributes: { perm: [0, 2, 1] } });
  graph.node('LogSoftmax', [frames], { attributes: { axis: -1 }, outputs: ['y'] });
  graph.output('y', 'float32', ['N', 'F', 7]);
  return graph.modelBytes();
}

async function open(network: Uint8Array) {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, network);
  const part = (rewriting?: Rewriting) => openSession(path, { threads: 1, rewriting });
  return { whole: await part(), shared: await shareFirstLayer(path, part) };
}

async function scoresOf(score: ScoreWindows, samples: Float32Array, starts: readonly number[]) {
  const found: number[][] = [];
  for await (const { data } of score(memoryPcm(samples), starts, window))
    found.push(Array.from(data as Float32Array));
  return found;
}

describe('windows that share the first layer', () => {
  it('have the scores that each has by itself, wherever they begin', async () => {
    const { whole, shared } = await open(sincNetwork());
    if (!('layer' in shared)) throw new Error('the first layer was not found');
    // Far from the middle, soft at first and then loud: every window has a loudness of its own.
    const samples = createRandom(5)
      .normals(9000)
      .map((x, i) => 0.01 + (x * i) / 9000);
    const starts = [
      ...[-450, 0, 30 * hop, 60 * hop, 60 * hop, 61 * hop],
      ...[61 * hop + 7, 200 * hop, 0, 8000, 12_000, 12_000 + 100 * hop],
    ];
    const expected = await scoresOf(scoreWhole(whole), samples, starts);
    const found = await scoresOf(scoreShared(shared), samples, starts);
    expect(found).toHaveLength(starts.length);
    for (const [w, scores] of expected.entries()) {
      expect(found[w]).toHaveLength(66 * 7);
      for (const [i, score] of scores.entries()) expect(Math.abs(found[w][i] - score)).toBeLessThan(1e-4);
    }
    expect(Math.max(...expected[3].map((score, i) => Math.abs(score - expected[2][i])))).toBeGreaterThan(0.1);
  });

  it('are filtered once for each moment', async () => {
    const { shared } = await open(sincNetwork());
    if (!('layer' in shared)) throw new Error('the first layer was not found');
    const heard: number[] = [];
    const { first } = shared;
    const run = (async (feeds: Feeds) => {
      heard.push((feeds.samples as Tensor).dims[3]);
      return first.run(feeds);
    }) as Session['run'];
    const counting = { ...shared, first: { ...first, run } };
    await scoresOf(scoreShared(counting), new Float32Array(4000), [0, 600, 1200, 1200]);
    expect(heard).toEqual([1986, 606, 606]);
  });

  it('are not looked for where a network begins in another way', async () => {
    expect(findFirstLayer(sincNetwork())).toMatchObject({ taps: 11, stride: 5, pool: 3 });
    expect(findFirstLayer(sincNetwork({ pads: 5 }))).toBeNull();
    expect(findFirstLayer(sincNetwork({ magnitude: 'Neg' }))).toBeNull();
    const { whole, shared } = await open(sincNetwork({ magnitude: 'Neg' }));
    expect(shared).not.toHaveProperty('layer');
    expect(whole.inputNames).toEqual(['x']);
  });

  it('give nothing for no windows, and stop when they are told to', async () => {
    const { shared } = await open(sincNetwork());
    const facts = {
      ...{ num_speakers: 3, powerset_max_classes: 2 },
      ...{ window_size: window, receptive_field_size: 36, receptive_field_shift: 30 },
    };
    const segmenter = createPyannoteSegmenter(shared, 'made', facts);
    const pcm = memoryPcm(new Float32Array(4000));
    expect(await segmenter.segment(pcm, [])).toHaveLength(0);
    expect(await segmenter.segment(pcm, [0, 300])).toHaveLength(2 * 66 * 3);
    await expect(segmenter.segment(pcm, [0], AbortSignal.abort())).rejects.toThrow();
  });
});
