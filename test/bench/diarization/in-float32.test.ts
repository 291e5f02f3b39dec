import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inFloat32 } from '../../../bench/diarization/in-float32.js';
import { openSession, Tensor } from '../../../src/onnx/session.js';
import { numbersOf, readGraph } from '../../fixtures/read-graph.js';
import { repo } from '../../shared.js';
import { tempFolder } from '../../store/fixture.js';

it('a quantized network computes in float32, with the weights that it had', async () => {
  const quantized = repo('models', 'campplus-zh-en', 'model.int8.onnx');
  const path = join(tempFolder(), 'model.onnx');
  writeFileSync(path, inFloat32(readFileSync(quantized)));
  const before = readGraph(quantized);
  const after = readGraph(path);
  expect(after.nodes.map(({ op }) => op)).not.toContain('DequantizeLinear');
  expect(after.nodes.map(({ op }) => op)).not.toContain('QuantizeLinear');
  expect([...after.stored.values()].filter(({ type }) => type === 3)).toEqual([]);

  // Each channel of a weight is its whole numbers times one factor.
  const node = before.nodes.find(
    ({ op, inputs }) => op === 'DequantizeLinear' && before.stored.get(inputs[0])?.shape.length === 3,
  )!;
  const whole = before.stored.get(node.inputs[0])!;
  const channel = whole.shape[1] * whole.shape[2];
  const integers = numbersOf(whole);
  const factors = Array.from(numbersOf(after.stored.get(node.outputs[0])!), (value, i) => [
    value,
    integers[i],
    Math.floor(i / channel),
  ]).filter(([, integer]) => integer !== 0);
  const first = new Map(factors.map(([value, integer, row]) => [row, value / integer]));
  expect(first.size).toBe(whole.shape[0]);
  for (const [value, integer, row] of factors.slice(0, 5000))
    expect(value / integer).toBeCloseTo(first.get(row)!, 6);

  const session = await openSession(path, { threads: 1 });
  const feats = new Tensor(
    'float32',
    Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i)),
    [1, 100, 80],
  );
  const { embs } = await session.run({ feats }, ['embs']);
  expect(Array.from(embs.data as Float32Array).every(Number.isFinite)).toBe(true);
  await session.release();
});
