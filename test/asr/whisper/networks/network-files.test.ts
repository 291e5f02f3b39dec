import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findNetworkFiles, openFirst } from '../../../../src/asr/whisper/networks/network-files.js';
import { Tensor } from '../../../../src/onnx/session.js';
import { createGraph } from '../../../../src/onnx/write-graph.js';

const root = mkdtempSync(join(tmpdir(), 'scribe-ladder-'));
let folder = root;
let count = 0;
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(join(folder, 'onnx'), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true }));

const put = (name: string, bytes: Uint8Array = new Uint8Array()): string => {
  const path = join(folder, 'onnx', name);
  writeFileSync(path, bytes);
  return path;
};
const options = { threads: 1 };
const feeds = () => ({ x: new Tensor('float32', Float32Array.of(1, 2), [1, 2]) });

/** y = x * factor, [n, 2]. */
function scale(factor: number): Uint8Array {
  const graph = createGraph('scale');
  const x = graph.input('x', 'float32', ['n', 2]);
  graph.node('Mul', [x, graph.scalar(factor)], { outputs: ['y'] });
  graph.output('y', 'float32', ['n', 2]);
  return graph.modelBytes();
}

/** Opens, and fails when it is run: it wants the ninth of two columns, and only x says which. */
function failsWhenRun(): Uint8Array {
  const graph = createGraph('fails');
  const x = graph.input('x', 'float32', ['n', 2]);
  const shape = graph.node('Shape', [x]);
  const nine = graph.node('Add', [graph.node('Mul', [shape, graph.ints(0, 0)]), graph.ints(9, 9)]);
  graph.node('Reshape', [x, nine], { outputs: ['y'] });
  graph.output('y', 'float32', ['a', 'b']);
  return graph.modelBytes();
}

/**
 * A branch multiplies by a quantized weight that lies outside of it, as in merged decoders of 8 bits: since onnxruntime 1.25
 * the optimizer loses the scale on the way (microsoft/onnxruntime#28306).
 */
function trap(): Uint8Array {
  const graph = createGraph('trap');
  const x = graph.input('x', 'float32', ['n', 32]);
  const flag = graph.input('flag', 'bool', [1]);
  const weight = graph.constant('uint8', [32, 32], new Uint8Array(32 * 32).fill(130), 'weight');
  const unit = graph.constant('float32', [32], new Float32Array(32).fill(0.5), 'weight_scale');
  const zero = graph.constant('uint8', [32], new Uint8Array(32).fill(128), 'weight_zero');
  const branch = (name: string) => {
    const body = graph.subgraph(name);
    const whole = body.node('DequantizeLinear', [weight, unit, zero], { attributes: { axis: 1 } });
    body.output(body.node('MatMul', [x, whole]), 'float32', ['n', 32]);
    return body;
  };
  graph.node('If', [flag], {
    attributes: { then_branch: branch('then'), else_branch: branch('else') },
    outputs: ['y'],
  });
  graph.output('y', 'float32', ['n', 32]);
  return graph.modelBytes();
}

describe('which files of a network to try', () => {
  const found = (part: 'encoder' | 'decoder', wanted?: Parameters<typeof findNetworkFiles>[2]) =>
    findNetworkFiles(folder, part, wanted).map((path) => basename(path));

  test('eight bits first, unsigned before signed; missing ones are skipped', () => {
    for (const kind of ['', '_int8', '_quantized', '_q4', '_fp16', '_uint8']) {
      put(`encoder_model${kind}.onnx`);
      if (kind !== '_uint8') put(`decoder_model_merged${kind}.onnx`);
    }
    expect(found('encoder').map((name) => name.slice('encoder_model'.length))).toEqual([
      '_quantized.onnx',
      '_uint8.onnx',
      '_int8.onnx',
      '.onnx',
      '_q4.onnx',
    ]);
    expect(found('decoder').map((name) => name.slice('decoder_model_merged'.length))).toEqual([
      '_quantized.onnx',
      '_int8.onnx',
      '_q4.onnx',
      '.onnx',
    ]);
    expect(found('decoder', 'q4')).toEqual(['decoder_model_merged_q4.onnx']);
    expect(found('encoder', 'fp32')).toEqual(['encoder_model.onnx']);
  });

  test('half precision only when there is nothing else', () => {
    put('encoder_model_fp16.onnx');
    expect(found('encoder')).toEqual(['encoder_model_fp16.onnx']);
    put('encoder_model_q4.onnx');
    expect(found('encoder')).toEqual(['encoder_model_q4.onnx']);
    expect(found('encoder', 'fp16')).toEqual(['encoder_model_fp16.onnx']);
  });

  test('nothing there: the error names what was looked for', () => {
    expect(() => found('decoder')).toThrow(
      /decoder_model_merged_quantized\.onnx.*decoder_model_merged\.onnx/,
    );
    put('decoder_model_merged.onnx');
    expect(() => found('decoder', 'q4')).toThrow(/looked for [^,]*decoder_model_merged_q4\.onnx\./);
  });
});

describe('opening the first that works', () => {
  test('a damaged file is passed over', async () => {
    const paths = [put('a.onnx', Uint8Array.of(1, 2, 3)), put('b.onnx', scale(3))];
    const session = await openFirst(paths, options);
    expect([...((await session.run(feeds())).y.data as Float32Array)]).toEqual([3, 6]);
    await session.release();
  });

  test('a network that fails when it is first run gives way to the next, which answers', async () => {
    const paths = [put('a.onnx', failsWhenRun()), put('b.onnx', scale(2))];
    const session = await openFirst(paths, options);
    expect([...((await session.run(feeds())).y.data as Float32Array)]).toEqual([2, 4]);
    await session.release();
  });

  test('what has run once is kept: a later failure is the caller’s', async () => {
    const paths = [put('a.onnx', scale(2)), put('b.onnx', scale(5))];
    const session = await openFirst(paths, options);
    await session.run(feeds());
    const wrong = { x: new Tensor('float32', Float32Array.of(1, 2, 3), [1, 3]) };
    await expect(session.run(wrong)).rejects.toThrow(/x/);
    expect([...((await session.run(feeds())).y.data as Float32Array)]).toEqual([2, 4]);
    await session.release();
  });

  test('when none runs, the error is of the model each time, and there is nothing to close', async () => {
    const session = await openFirst([put('a.onnx', failsWhenRun())], options);
    const refused = expect.objectContaining({ code: 'MODEL' });
    await expect(session.run(feeds())).rejects.toThrow(refused);
    await expect(session.run(feeds())).rejects.toThrow(refused);
    await session.release();
  });

  test('when none works, the error says of each why', async () => {
    const paths = [put('damaged.onnx', Uint8Array.of(1, 2, 3)), put('unfit.onnx', failsWhenRun())];
    const session = await openFirst(paths, options);
    await expect(session.run(feeds())).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(/damaged\.onnx failed.*unfit\.onnx failed/s),
      hint: expect.stringContaining('scribe doctor'),
    });
  });

  test('a quantized weight outside of a branch: onnxruntime alone cannot open it, this can', async () => {
    const path = put('trap.onnx', trap());
    await expect(
      InferenceSession.create(path, { graphOptimizationLevel: 'all', logSeverityLevel: 4 }),
    ).rejects.toThrow(/Missing required/);
    const session = await openFirst([path], options);
    const x = new Tensor('float32', new Float32Array(32).fill(1), [1, 32]);
    const { y } = await session.run({ x, flag: new Tensor('bool', [true], [1]) });
    // 32 times 1 * (130 - 128) * 0.5
    expect(y.data[0]).toBe(32);
    await session.release();
  });

  test('weights in a file beside the network', async () => {
    const graph = createGraph('outside');
    const x = graph.input('x', 'float32', ['n', 2]);
    writeFileSync(join(folder, 'onnx', 'model.onnx_data'), new Uint8Array(Float32Array.of(5, 7).buffer));
    const w = graph.constant('float32', [2], { file: 'model.onnx_data', offset: 0, length: 8 });
    graph.node('Mul', [x, w], { outputs: ['y'] });
    graph.output('y', 'float32', ['n', 2]);
    const session = await openFirst([put('model.onnx', graph.modelBytes())], options);
    expect([...((await session.run(feeds())).y.data as Float32Array)]).toEqual([5, 14]);
    await session.release();
  });
});
