import { fieldsOf, varintsOf } from './protobuf.js';

/** Field numbers of onnx.proto3. */
const model = { graph: 7 } as const;
const graph = { initializer: 5 } as const;
const tensor = { dims: 1, dataType: 2, name: 8, raw: 9 } as const;
const float = 1;

export interface Weights {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const utf8 = new TextDecoder();

/**
 * The float32 weights of a network by their names, as exporters write them: values as raw bytes. What
 * is stored in another way is left out.
 * @param bytes an ONNX model.
 */
export function readTensors(bytes: Uint8Array): ReadonlyMap<string, Weights> {
  const found = new Map<string, Weights>();
  for (const field of fieldsOf(bytes)) {
    if (field.number !== model.graph) continue;
    for (const part of fieldsOf(field.content))
      if (part.number === graph.initializer) readTensor(part.content, found);
  }
  return found;
}

function readTensor(content: Uint8Array, found: Map<string, Weights>): void {
  const shape: number[] = [];
  let name = '';
  let dataType = 0;
  let raw: Uint8Array | null = null;
  for (const field of fieldsOf(content)) {
    if (field.number === tensor.dims) shape.push(...varintsOf(field));
    if (field.number === tensor.dataType) dataType = field.value;
    if (field.number === tensor.name) name = utf8.decode(field.content);
    if (field.number === tensor.raw) raw = field.content;
  }
  const size = shape.reduce((product, one) => product * one, 1);
  // The bytes lie anywhere in the file: floats have to begin at a multiple of four.
  if (dataType === float && raw?.length === 4 * size)
    found.set(name, { shape, data: new Float32Array(new Uint8Array(raw).buffer) });
}
