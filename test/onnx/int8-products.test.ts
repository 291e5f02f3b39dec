import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { withInt8Products } from '../../src/onnx/int8-products.js';
import { createGraph } from '../../src/onnx/write-graph.js';

const [rows, width, columns, block] = [5, 64, 32, 32];
const blocks = width / block;

const weightOf = (i: number) => Math.round(100 * Math.sin(i * 1.37));
const scaleOf = (i: number) => 0.004 + 0.002 * Math.cos(i);

/** x times weights of 8 bits, at an accuracy level. @param beside another weight is in a file of its own. */
function product(level: number, beside = false): Uint8Array {
  const graph = createGraph('product');
  const x = graph.input('x', 'float32', [rows, width]);
  const weights = graph.constant(
    'uint8',
    [columns, blocks, block],
    Uint8Array.from({ length: columns * width }, (_, i) => 128 + weightOf(i)),
  );
  const scales = graph.constant(
    'float32',
    [columns * blocks],
    Float32Array.from({ length: columns * blocks }, (_, i) => scaleOf(i)),
  );
  graph.node('MatMulNBits', [x, weights, scales], {
    domain: 'com.microsoft',
    outputs: ['y'],
    attributes: { K: width, N: columns, bits: 8, block_size: block, accuracy_level: level },
  });
  graph.output('y', 'float32', [rows, columns]);
  if (beside) graph.constant('float32', [1], { file: 'weights.data', offset: 0, length: 4 });
  return graph.modelBytes();
}

async function run(model: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const x = Float32Array.from({ length: rows * width }, (_, i) => Math.cos(i * 0.713));
  const { y } = await session.run({ x: new Tensor('float32', x, [rows, width]) });
  await session.release();
  return y.data as Float32Array;
}

describe('withInt8Products', () => {
  it('gives what float32 gives, to the rounding of what is multiplied', async () => {
    const rewritten = withInt8Products(product(1));
    expect(Buffer.compare(rewritten!, product(4))).toBe(0);
    const [expected, found] = [await run(product(1)), await run(rewritten!)];
    // Numbers up to 1 are rounded to 127ths, so each is wrong by a 254th at most.
    const sums = Array.from({ length: columns }, (_, column) =>
      Array.from({ length: width }, (_, k) => {
        const at = column * width + k;
        return Math.abs(weightOf(at)) * scaleOf(Math.floor(at / block));
      }).reduce((a, b) => a + b),
    );
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
    expect(worst).toBeLessThanOrEqual(Math.max(...sums) / 254 + 1e-5);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan((5 * Math.max(...sums)) / 254);
  });

  it('leaves a network as it is that has no such products, or computes them in int8 already', () => {
    expect(withInt8Products(product(4))).toBeNull();
    const graph = createGraph('sum');
    const x = graph.input('x', 'float32', [1]);
    graph.node('Add', [x, x], { outputs: ['y'] });
    graph.output('y', 'float32', [1]);
    expect(withInt8Products(graph.modelBytes())).toBeNull();
  });

  it('leaves a network as it is whose weights are in another file', () => {
    expect(withInt8Products(product(1, true))).toBeNull();
  });
});
