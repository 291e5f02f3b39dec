import { bytesField, type Field, fieldsOf, varintField } from '../../src/onnx/protobuf.js';

/** Field numbers of onnx.proto3. */
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5 } as const;
const node = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
const attribute = { name: 1, integer: 3 } as const;
const tensor = { dims: 1, dataType: 2, floatData: 4, int32Data: 5, name: 8, rawData: 9 } as const;
const type = { float: 1, int8: 3, int32: 6 } as const;

const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly axis: number;
}

interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * A network whose weights and activations were quantized (pairs of QuantizeLinear and DequantizeLinear) as one that
 * computes in float32: the weights keep their rounded values, the activations are no longer rounded. It takes as long
 * as the network before it was quantized.
 *
 * @param bytes an ONNX model with its weights inside
 * @throws Error where a weight is of a type that is not read here
 */
export function inFloat32(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(bytes))
    parts.push(
      ...(field.number === model.graph ? bytesField(model.graph, ...rewrite(field.content)) : [field.whole]),
    );
  return Buffer.concat(parts);
}

function rewrite(content: Uint8Array): Uint8Array[] {
  const fields = [...fieldsOf(content)];
  const nodes = fields.filter(({ number }) => number === graph.node).map((field) => readNode(field.content));
  const stored = new Map<string, Uint8Array>();
  for (const { number, content: inner } of fields)
    if (number === graph.initializer) stored.set(textOf(inner, tensor.name), inner);
  /** What is read instead of an output that is no longer computed. */
  const instead = new Map<string, string>();
  const weights: Uint8Array[] = [];
  const used = new Set<string>();
  for (const { op, inputs, outputs, axis } of nodes) {
    if (op !== 'QuantizeLinear' && op !== 'DequantizeLinear') continue;
    const weight = stored.get(inputs[0]);
    for (const name of inputs) used.add(name);
    if (!weight) instead.set(outputs[0], inputs[0]);
    else
      weights.push(...dequantized(outputs[0], weight, stored.get(inputs[1])!, stored.get(inputs[2]), axis));
  }
  const source = (name: string): string => {
    const before = instead.get(name);
    return before === undefined ? name : source(before);
  };
  const kept = fields.flatMap((field) => {
    if (field.number === graph.initializer && used.has(textOf(field.content, tensor.name))) return [];
    if (field.number !== graph.node) return [field.whole];
    const { op } = readNode(field.content);
    if (op === 'QuantizeLinear' || op === 'DequantizeLinear') return [];
    const renamed = [...fieldsOf(field.content)].flatMap((part) =>
      part.number === node.input
        ? bytesField(node.input, toUtf8.encode(source(utf8.decode(part.content))))
        : [part.whole],
    );
    return bytesField(graph.node, ...renamed);
  });
  return [...kept, ...weights];
}

/** The tensor `name` of (weight - zero point) * scale, with a scale for each index of `axis` or one for all. */
function dequantized(
  name: string,
  weight: Uint8Array,
  scale: Uint8Array,
  zeroPoint: Uint8Array | undefined,
  axis: number,
): Uint8Array[] {
  const { shape, values } = readTensor(weight);
  const scales = readTensor(scale).values;
  const zeros = zeroPoint ? readTensor(zeroPoint).values : [0];
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const at = (list: ArrayLike<number>, i: number) =>
    list.length === 1 ? list[0] : list[Math.floor(i / inner) % shape[axis]];
  const floats = Float32Array.from(values, (value, i) => (value - at(zeros, i)) * at(scales, i));
  return bytesField(
    graph.initializer,
    ...shape.map((size) => varintField(tensor.dims, size)),
    varintField(tensor.dataType, type.float),
    ...bytesField(tensor.name, toUtf8.encode(name)),
    ...bytesField(tensor.rawData, new Uint8Array(floats.buffer)),
  );
}

function readTensor(content: Uint8Array): StoredTensor {
  const fields = [...fieldsOf(content)];
  const found = (number: number) => fields.find((field) => field.number === number);
  const shape = fields.filter(({ number }) => number === tensor.dims).map(({ value }) => value);
  const small = found(tensor.int32Data);
  if (small) return { shape, values: unpack(small.content) };
  // The bytes lie anywhere in the file; typed arrays want them aligned.
  const { buffer } = new Uint8Array((found(tensor.rawData) ?? found(tensor.floatData))?.content ?? []);
  const dataType = found(tensor.dataType)?.value;
  if (dataType === type.float) return { shape, values: new Float32Array(buffer) };
  if (dataType === type.int8) return { shape, values: new Int8Array(buffer) };
  if (dataType === type.int32) return { shape, values: new Int32Array(buffer) };
  throw new Error(`Quantized weights of type ${dataType} are not read here.`);
}

/** Numbers of at most 32 bits that stand one after the other, seven bits a byte. */
function unpack(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const byte of bytes) {
    if (shift < 32) value |= (byte & 127) << shift;
    shift += 7;
    if (byte > 127) continue;
    numbers.push(value);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function readNode(content: Uint8Array): Node {
  const fields = [...fieldsOf(content)];
  const texts = (number: number) =>
    fields.filter((field) => field.number === number).map((field) => utf8.decode(field.content));
  return {
    op: textOf(content, node.opType),
    inputs: texts(node.input),
    outputs: texts(node.output),
    axis: axisOf(fields),
  };
}

/** 1 unless the node says otherwise, as ONNX has it. */
function axisOf(fields: readonly Field[]): number {
  const axis = fields.find(
    (field) => field.number === node.attribute && textOf(field.content, attribute.name) === 'axis',
  );
  return axis
    ? ([...fieldsOf(axis.content)].find(({ number }) => number === attribute.integer)?.value ?? 0)
    : 1;
}

function textOf(content: Uint8Array, number: number): string {
  for (const field of fieldsOf(content)) if (field.number === number) return utf8.decode(field.content);
  return '';
}
