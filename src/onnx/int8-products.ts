import { bytesField, fieldsOf, varintField } from './protobuf.js';

/** Field numbers of onnx.proto3. */
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5 } as const;
const node = { opType: 4, attribute: 5 } as const;
const attribute = { name: 1, i: 3 } as const;
const tensor = { location: 14 } as const;
/** Value of a tensor's location that says: in another file. */
const elsewhere = 1;

const operator = 'MatMulNBits';
const level = 'accuracy_level';
/** The level at which rows are rounded to 8 bits, block by block, and multiplied as integers. */
const int8 = 4;

const utf8 = new TextDecoder();

/**
 * Lets products with weights of few bits (`com.microsoft.MatMulNBits`) compute in int8 where the network asks for float32: the
 * rows that are multiplied are rounded to 8 bits in blocks as small as those of the weights.
 *
 * @param bytes an ONNX model; graphs inside its graph stay as they are.
 * @returns null when there is nothing of the kind, or weights are in another file: then it can be opened by its path only.
 */
export function withInt8Products(bytes: Uint8Array): Uint8Array | null {
  let changed = false;
  const rewrite = (content: Uint8Array, number: number, change: (part: Uint8Array) => Uint8Array | null) =>
    [...fieldsOf(content)].flatMap((field) => {
      const other = field.number === number ? change(field.content) : null;
      return other ? bytesField(number, other) : [field.whole];
    });
  const withLevel = (content: Uint8Array): Uint8Array | null => {
    const fields = [...fieldsOf(content)];
    if (!fields.some((field) => field.number === attribute.name && utf8.decode(field.content) === level))
      return null;
    const given = fields.find((field) => field.number === attribute.i);
    if (!given || given.value === int8) return null;
    changed = true;
    return Buffer.concat(
      fields.map((field) => (field === given ? varintField(attribute.i, int8) : field.whole)),
    );
  };
  const inNode = (content: Uint8Array): Uint8Array | null => {
    const isProduct = [...fieldsOf(content)].some(
      (field) => field.number === node.opType && utf8.decode(field.content) === operator,
    );
    return isProduct ? Buffer.concat(rewrite(content, node.attribute, withLevel)) : null;
  };
  const parts = rewrite(bytes, model.graph, (content) => {
    const outside = [...fieldsOf(content)].some(
      (field) => field.number === graph.initializer && isElsewhere(field.content),
    );
    return outside ? null : Buffer.concat(rewrite(content, graph.node, inNode));
  });
  return changed ? Buffer.concat(parts) : null;
}

const isElsewhere = (weight: Uint8Array): boolean =>
  [...fieldsOf(weight)].some((field) => field.number === tensor.location && field.value === elsewhere);
