import { closeSync, fstatSync, openSync } from 'node:fs';
import { bytesField, fieldsOf, fieldsOfFile, varintField } from './protobuf.js';

/** Field numbers of onnx.proto3 that this file reads or writes. */
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5 } as const;
const node = { input: 1, output: 2, opType: 4, attribute: 5 } as const;
const attribute = { graph: 6 } as const;
const tensor = { dataType: 2, name: 8, rawData: 9, location: 14 } as const;
/** Value of a tensor's location that says: in another file. */
const external = 1;
const type = { float: 1, uint8: 2, int8: 3 } as const;

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();
/** Name of the constant 128 that is added to the graph. */
const centre = 'unsigned_weights_centre';

/** Whether a network has signed 8-bit weights; needs only small reads, whereas rewriting reads the whole file. */
export function hasSignedWeights(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    for (const field of fieldsOfFile(file, 0, fstatSync(file).size))
      if (field.number === model.graph && isSigned(file, field.start, field.start + field.length))
        return true;
    return false;
  } finally {
    closeSync(file);
  }
}

/** Whether the graph between two offsets, or a graph inside it, has an int8 tensor. */
function isSigned(file: number, from: number, to: number): boolean {
  for (const field of fieldsOfFile(file, from, to)) {
    const end = field.start + field.length;
    if (field.number === graph.initializer) {
      for (const part of fieldsOfFile(file, field.start, end))
        if (part.number === tensor.dataType && part.value === type.int8) return true;
    } else if (field.number === graph.node) {
      for (const part of fieldsOfFile(file, field.start, end)) {
        if (part.number !== node.attribute) continue;
        for (const inner of fieldsOfFile(file, part.start, part.start + part.length))
          if (inner.number === attribute.graph && isSigned(file, inner.start, inner.start + inner.length))
            return true;
      }
    }
  }
  return false;
}

/**
 * Rewrites a network's signed 8-bit weights as unsigned ones with a zero point moved by 128: the values stay the same.
 *
 * x86 processors without VNNI multiply u8 by s8 with VPMADDUBSW, whose 16-bit sums saturate: results are slightly
 * and silently wrong (onnxruntime, "Quantize ONNX models": U8S8 on AVX2 and AVX512). u8 by u8 is exact there, and as
 * fast. onnxruntime's own switch for it (`session.x64quantprecision`) fails on zero points that several weights share,
 * and does not see weights outside of the branches of an If.
 *
 * Only weights of MatMulInteger with a zero point are rewritten; a weight that also serves as an embedding
 * table (Gather, then Cast) gets 128 subtracted after the lookup.
 *
 * @param bytes an ONNX model
 * @returns the rewritten model; null when there is nothing to rewrite, or when it has weights in another file: then it
 *   can be opened by its path only, and stays as it is.
 */
export function withUnsignedWeights(bytes: Uint8Array): Uint8Array | null {
  const signed = new Set<string>();
  const nodes: Node[] = [];
  for (const field of fieldsOf(bytes))
    if (field.number === model.graph && survey(field.content, signed, nodes) === external) return null;
  const chosen = choose(signed, nodes);
  if (chosen.flip.size === 0) return null;
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number !== model.graph) parts.push(field.whole);
    else parts.push(...bytesField(model.graph, ...rewriteGraph(field.content, chosen), ...constants(chosen)));
  }
  return Buffer.concat(parts);
}

/**
 * Collects the int8 tensors and the nodes of a graph and of its subgraphs.
 * @returns the highest location of its tensors
 */
function survey(content: Uint8Array, signed: Set<string>, nodes: Node[]): number {
  let location = 0;
  for (const field of fieldsOf(content)) {
    if (field.number === graph.initializer) {
      const found = describe(field.content);
      if (found.dataType === type.int8 && found.raw) signed.add(found.name);
      location = Math.max(location, found.location);
    }
    if (field.number !== graph.node) continue;
    nodes.push(readNode(field.content));
    for (const inner of innerGraphs(field.content))
      location = Math.max(location, survey(inner, signed, nodes));
  }
  return location;
}

interface Choice {
  /** Tensors to rewrite: weights and their zero points. */
  readonly flip: ReadonlySet<string>;
  /** Outputs of the Cast nodes after lookups in rewritten weights. */
  readonly centred: ReadonlySet<string>;
}

function choose(signed: ReadonlySet<string>, nodes: readonly Node[]): Choice {
  const flip = new Set(signed);
  const casts = (lookup: Node) => nodes.filter((other) => other.inputs.includes(lookup.outputs[0]));
  const isLookup = (n: Node, name: string) =>
    n.op === 'Gather' && n.inputs[0] === name && casts(n).every((other) => other.op === 'Cast');
  const isFactor = (n: Node) =>
    n.op === 'MatMulInteger' && flip.has(n.inputs[1]) && n.inputs[3] !== undefined && flip.has(n.inputs[3]);
  const usedBy = new Map<string, Node[]>();
  for (const n of nodes)
    for (const name of n.inputs) if (signed.has(name)) usedBy.set(name, [...(usedBy.get(name) ?? []), n]);
  // A weight and its zero point change together or not at all, and dropping one may take others with it.
  for (let before = -1; before !== flip.size; ) {
    before = flip.size;
    for (const name of [...flip]) {
      const users = usedBy.get(name) ?? [];
      const fine = users.some(isFactor) && users.every((n) => isFactor(n) || isLookup(n, name));
      if (!fine) flip.delete(name);
    }
  }
  const centred = new Set<string>();
  for (const n of nodes)
    if (n.op === 'Gather' && flip.has(n.inputs[0])) for (const cast of casts(n)) centred.add(cast.outputs[0]);
  return { flip, centred };
}

function rewriteGraph(content: Uint8Array, choice: Choice): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(content)) {
    if (field.number === graph.initializer && choice.flip.has(describe(field.content).name))
      parts.push(...bytesField(graph.initializer, ...flipTensor(field.content)));
    else if (field.number === graph.node) parts.push(...rewriteNode(field.content, choice));
    else parts.push(field.whole);
  }
  return parts;
}

function rewriteNode(content: Uint8Array, choice: Choice): Uint8Array[] {
  const { op, outputs } = readNode(content);
  if (op === 'Cast' && choice.centred.has(outputs[0])) {
    const raw = `${outputs[0]}/unsigned`;
    const renamed: Uint8Array[] = [];
    for (const field of fieldsOf(content))
      renamed.push(
        ...(field.number === node.output ? bytesField(node.output, toUtf8.encode(raw)) : [field.whole]),
      );
    const subtract = [
      ...bytesField(node.input, toUtf8.encode(raw)),
      ...bytesField(node.input, toUtf8.encode(centre)),
      ...bytesField(node.output, toUtf8.encode(outputs[0])),
      ...bytesField(node.opType, toUtf8.encode('Sub')),
    ];
    return [...bytesField(graph.node, ...renamed), ...bytesField(graph.node, ...subtract)];
  }
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(content)) {
    if (field.number !== node.attribute) parts.push(field.whole);
    else {
      const inside: Uint8Array[] = [];
      for (const part of fieldsOf(field.content))
        inside.push(
          ...(part.number === attribute.graph
            ? bytesField(attribute.graph, ...rewriteGraph(part.content, choice))
            : [part.whole]),
        );
      parts.push(...bytesField(node.attribute, ...inside));
    }
  }
  return bytesField(graph.node, ...parts);
}

/** The same values plus 128, as uint8: the sign bit turns over. */
function flipTensor(content: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const field of fieldsOf(content)) {
    if (field.number === tensor.dataType) parts.push(varintField(tensor.dataType, type.uint8));
    else if (field.number === tensor.rawData)
      parts.push(...bytesField(tensor.rawData, turnSigns(field.content)));
    else parts.push(field.whole);
  }
  return parts;
}

function turnSigns(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i] ^ 0x80;
  return out;
}

function constants({ centred }: Choice): Uint8Array[] {
  if (centred.size === 0) return [];
  const value = new Uint8Array(4);
  new DataView(value.buffer).setFloat32(0, 128, true);
  return bytesField(
    graph.initializer,
    varintField(tensor.dataType, type.float),
    ...bytesField(tensor.name, toUtf8.encode(centre)),
    ...bytesField(tensor.rawData, value),
  );
}

function describe(content: Uint8Array): { name: string; dataType: number; raw: boolean; location: number } {
  const found = { name: '', dataType: 0, raw: false, location: 0 };
  for (const field of fieldsOf(content)) {
    if (field.number === tensor.name) found.name = utf8.decode(field.content);
    if (field.number === tensor.dataType) found.dataType = field.value;
    if (field.number === tensor.rawData) found.raw = true;
    if (field.number === tensor.location) found.location = field.value;
  }
  return found;
}

function readNode(content: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let op = '';
  for (const field of fieldsOf(content)) {
    if (field.number === node.input) inputs.push(utf8.decode(field.content));
    if (field.number === node.output) outputs.push(utf8.decode(field.content));
    if (field.number === node.opType) op = utf8.decode(field.content);
  }
  return { op, inputs, outputs };
}

function* innerGraphs(content: Uint8Array): Generator<Uint8Array> {
  for (const field of fieldsOf(content))
    if (field.number === node.attribute)
      for (const part of fieldsOf(field.content)) if (part.number === attribute.graph) yield part.content;
}
