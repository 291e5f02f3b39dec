import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { bytesField, fieldsOf, varintField } from '../../src/onnx/protobuf.js';
import { hasSignedWeights, withUnsignedWeights } from '../../src/onnx/unsigned-weights.js';

const text = new TextEncoder();
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const message = (number: number, ...parts: Uint8Array[]) => joined(...bytesField(number, ...parts));
const named = (number: number, name: string) => message(number, text.encode(name));

/** A value with its element type and shape (ValueInfoProto). */
const value = (field: number, name: string, type: number, dims: number[]) =>
  message(
    field,
    named(1, name),
    message(
      2,
      message(1, varintField(1, type), message(2, ...dims.map((d) => message(1, varintField(1, d))))),
    ),
  );

/** y = MatMulInteger(a u8 [1, 4], w s8 [4, 2], zero points of a and w), and e = Cast(Gather(w, i)) when asked for. */
function product(weights: readonly number[], zero: number, lookup: boolean): Uint8Array {
  const int8 = (name: string, data: readonly number[], dims: number[]) =>
    message(
      5,
      ...dims.map((d) => varintField(1, d)),
      varintField(2, 3),
      named(8, name),
      message(9, new Uint8Array(Int8Array.from(data).buffer)),
    );
  const node = (op: string, inputs: string[], output: string, ...rest: Uint8Array[]) =>
    message(1, ...inputs.map((name) => named(1, name)), named(2, output), named(4, op), ...rest);
  const toFloat = message(5, named(1, 'to'), varintField(3, 1), varintField(20, 2));
  const graph = joined(
    node('MatMulInteger', ['a', 'w', 'za', 'zw'], 'y'),
    ...(lookup ? [node('Gather', ['w', 'i'], 'g'), node('Cast', ['g'], 'e', toFloat)] : []),
    named(2, 'graph'),
    int8('w', weights, [4, 2]),
    int8('zw', [zero], []),
    message(5, varintField(2, 2), named(8, 'za'), message(9, Uint8Array.of(3))),
    value(11, 'a', 2, [1, 4]),
    ...(lookup ? [value(11, 'i', 7, [1])] : []),
    value(12, 'y', 6, [1, 2]),
    ...(lookup ? [value(12, 'e', 1, [1, 2])] : []),
  );
  return joined(varintField(1, 8), message(7, graph), message(8, varintField(2, 13)));
}

const weights = [127, -128, 127, 127, -5, 90, 127, -127];
const input = Uint8Array.of(255, 254, 7, 255);
const expected = (zero: number) =>
  [0, 1].map((column) =>
    input.reduce((sum, a, row) => sum + (a - 3) * (weights[row * 2 + column] - zero), 0),
  );

describe('withUnsignedWeights', () => {
  it.each([0, -7])('keeps a product exact where 8-bit kernels saturate (zero point %d)', async (zero) => {
    const rewritten = withUnsignedWeights(product(weights, zero, false));
    const session = await InferenceSession.create(rewritten!);
    const { y } = await session.run({ a: new Tensor('uint8', input, [1, 4]) });
    expect([...(y.data as Int32Array)]).toEqual(expected(zero));
  });

  it('gives the same embedding from a matrix that is also looked up', async () => {
    const session = await InferenceSession.create(withUnsignedWeights(product(weights, 0, true))!);
    const feeds = { a: new Tensor('uint8', input, [1, 4]), i: new Tensor('int64', [2n], [1]) };
    const { y, e } = await session.run(feeds);
    expect([...(y.data as Int32Array)]).toEqual(expected(0));
    expect([...(e.data as Float32Array)]).toEqual([-5, 90]);
  });

  it('is spared where the file has no such weights, also not inside of branches', () => {
    const signed = message(5, varintField(2, 3), named(8, 'w'), message(9, Uint8Array.of(1)));
    const branch = message(5, named(1, 'then_branch'), message(6, signed));
    const path = join(mkdtempSync(join(tmpdir(), 'scribe-weights-')), 'model.onnx');
    const signedIn = (...content: Uint8Array[]) => {
      writeFileSync(path, joined(varintField(1, 8), message(7, named(2, 'graph'), ...content)));
      return hasSignedWeights(path);
    };
    const unsigned = message(5, varintField(2, 2), named(8, 'w'), message(9, Uint8Array.of(3)));
    expect(signedIn(unsigned)).toBe(false);
    expect(signedIn(unsigned, signed)).toBe(true);
    expect(signedIn(message(1, named(4, 'If'), branch))).toBe(true);
    rmSync(dirname(path), { recursive: true });
  });

  it('leaves a network alone that has weights in another file: its bytes cannot be opened', () => {
    const elsewhere = message(5, varintField(2, 1), named(8, 'large'), varintField(14, 1));
    const graph = [...fieldsOf(product(weights, 0, false))].find(({ number }) => number === 7)!;
    const model = joined(varintField(1, 8), message(7, graph.content, elsewhere));
    expect(withUnsignedWeights(joined(varintField(1, 8), message(7, graph.content)))).not.toBeNull();
    expect(withUnsignedWeights(model)).toBeNull();
  });

  it('has nothing to do for a network without such weights', () => {
    expect(withUnsignedWeights(joined(varintField(1, 8), message(7, named(2, 'empty'))))).toBeNull();
  });
});

it('fields are read as they were written', () => {
  const fields = [...fieldsOf(joined(varintField(1, 300), named(2, 'abc')))];
  expect(fields.map((f) => [f.number, f.wire, f.value, f.content.length])).toEqual([
    [1, 0, 300, 0],
    [2, 2, 0, 3],
  ]);
});
