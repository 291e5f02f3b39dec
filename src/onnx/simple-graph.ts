import { bytesField, fieldsOf, varintField, varintsOf } from './protobuf.js';
import { type Attribute, attributeFields, type GraphBuilder } from './write-graph.js';

/** Field numbers of onnx.proto3. */
const model = { graph: 7, opset: 8 } as const;
const opset = { domain: 1, version: 2 } as const;
const graph = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2, opType: 4, attribute: 5, domain: 7 } as const;
const attribute = { name: 1, f: 2, i: 3, t: 5, g: 6, ints: 8 } as const;
const tensor = { dims: 1, dataType: 2, floats: 4, int64s: 7, name: 8, raw: 9, location: 14 } as const;
const type = { float: 1, int64: 7 } as const;

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers and lists of whole numbers by their names. */
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
}

/** A small stored tensor of float32 or int64. */
export interface Constant {
  readonly values: readonly number[];
}

/** A graph without other graphs inside it, whose tensors are in the same file. */
export interface SimpleGraph {
  /** In the order in which they run. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** Names of what the graph gives. */
  readonly outputs: ReadonlySet<string>;
  makerOf(name: string): GraphNode | undefined;
  usersOf(name: string): readonly GraphNode[];
  /**
   * The model with some nodes replaced, each by one or more in the order in which they run, and without those that nothing needs any more.
   * @param operators a set of them that it then uses, if it did not before.
   */
  write(
    replaced: ReadonlyMap<GraphNode, readonly Uint8Array[]>,
    operators?: { readonly domain: string; readonly version: number },
  ): Uint8Array;
  /**
   * The model with another beginning.
   * @param name a value; what makes it is left out
   * @param beginning makes it anew; its inputs are those of the model
   */
  begin(name: string, beginning: GraphBuilder): Uint8Array;
}

const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

/** @returns null when the graph has others inside it, or tensors in other files. */
export function readSimpleGraph(bytes: Uint8Array): SimpleGraph | null {
  const nodes: GraphNode[] = [];
  const constants = new Map<string, Constant>();
  const outputs = new Set<string>();
  let version = 1;
  for (const field of fieldsOf(bytes)) {
    if (field.number === model.opset && nameOf(field.content, opset.domain) === '')
      for (const part of fieldsOf(field.content)) if (part.number === opset.version) version = part.value;
    if (field.number !== model.graph) continue;
    for (const part of fieldsOf(field.content)) {
      if (part.number === graph.output) outputs.add(nameOf(part.content, 1));
      if (part.number === graph.initializer) {
        const stored = readTensor(part.content);
        if (stored === 'elsewhere') return null;
        if (stored) constants.set(nameOf(part.content, tensor.name), stored);
      }
      if (part.number !== graph.node) continue;
      const read = readNode(part.content, constants);
      if (!read) return null;
      nodes.push(read);
    }
  }
  const makers = new Map(nodes.flatMap((one) => one.outputs.map((name) => [name, one] as const)));
  const users = new Map<string, GraphNode[]>();
  for (const one of nodes) for (const name of one.inputs) users.set(name, [...(users.get(name) ?? []), one]);
  return {
    nodes,
    constants,
    outputs,
    opset: version,
    makerOf: (name) => makers.get(name),
    usersOf: (name) => users.get(name) ?? [],
    begin(name, beginning) {
      const needed = neededOf(
        nodes.map((one) => (one.outputs.includes(name) ? [] : [one])),
        outputs,
      );
      const parts: Uint8Array[] = [];
      for (const field of fieldsOf(bytes)) {
        if (field.number !== model.graph) {
          parts.push(field.whole);
          continue;
        }
        const own = [...fieldsOf(field.content)].filter(({ number }) => number !== graph.input);
        const content = Buffer.concat(own.map(({ whole }) => whole));
        const rest = writeGraph(content, nodes, new Map(), needed);
        parts.push(...bytesField(model.graph, ...beginning.graphBytes(), ...rest));
      }
      return Buffer.concat(parts);
    },
    write(replaced, operators) {
      const changed = nodes.map(
        (one) => replaced.get(one)?.map((node) => readNode(node, new Map())!) ?? [one],
      );
      const needed = neededOf(changed, outputs);
      const parts: Uint8Array[] = [];
      for (const field of fieldsOf(bytes)) {
        if (field.number !== model.graph) parts.push(field.whole);
        else parts.push(...bytesField(model.graph, ...writeGraph(field.content, nodes, replaced, needed)));
      }
      if (!operators) return Buffer.concat(parts);
      const imported = [
        ...bytesField(opset.domain, toUtf8.encode(operators.domain)),
        varintField(opset.version, operators.version),
      ];
      const known = [...fieldsOf(bytes)].some(
        ({ number, content }) => number === model.opset && nameOf(content, opset.domain) === operators.domain,
      );
      return Buffer.concat([...parts, ...(known ? [] : bytesField(model.opset, ...imported))]);
    },
  };
}

/** The bytes of a node. @param domain of the operator; ONNX's own by default. */
export function nodeBytes(parts: {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}): Uint8Array {
  const names = (number: number, list: readonly string[]) =>
    list.flatMap((name) => bytesField(number, toUtf8.encode(name)));
  return Buffer.concat([
    ...names(node.input, parts.inputs),
    ...names(node.output, parts.outputs),
    ...names(node.opType, [parts.op]),
    ...Object.entries(parts.attributes ?? {}).flatMap(([name, value]) =>
      bytesField(node.attribute, ...attributeFields(name, value)),
    ),
    ...names(node.domain, parts.domain ? [parts.domain] : []),
  ]);
}

/** Indices of the nodes, or of what stands in their places, that what the graph gives is made of. */
function neededOf(nodes: readonly (readonly GraphNode[])[], outputs: ReadonlySet<string>): Set<number> {
  const wanted = new Set(outputs);
  const needed = new Set<number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!nodes[i].some((one) => one.outputs.some((name) => wanted.has(name)))) continue;
    needed.add(i);
    for (const one of nodes[i]) for (const name of one.inputs) wanted.add(name);
  }
  return needed;
}

function writeGraph(
  content: Uint8Array,
  nodes: readonly GraphNode[],
  replaced: ReadonlyMap<GraphNode, readonly Uint8Array[]>,
  needed: ReadonlySet<number>,
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let index = 0;
  for (const field of fieldsOf(content)) {
    if (field.number !== graph.node) {
      parts.push(field.whole);
      continue;
    }
    const at = index++;
    if (!needed.has(at)) continue;
    const other = replaced.get(nodes[at]);
    if (other) parts.push(...other.flatMap((one) => bytesField(graph.node, one)));
    else parts.push(field.whole);
  }
  return parts;
}

/** @param constants gets what a Constant gives. @returns null when a graph is inside it. */
function readNode(content: Uint8Array, constants: Map<string, Constant>): GraphNode | null {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, number | readonly number[]> = {};
  let op = '';
  let value: Constant | 'elsewhere' | null = null;
  for (const field of fieldsOf(content)) {
    if (field.number === node.input) inputs.push(utf8.decode(field.content));
    if (field.number === node.output) outputs.push(utf8.decode(field.content));
    if (field.number === node.opType) op = utf8.decode(field.content);
    if (field.number !== node.attribute) continue;
    const name = nameOf(field.content, attribute.name);
    for (const part of fieldsOf(field.content)) {
      if (part.number === attribute.g) return null;
      if (part.number === attribute.t) value = readTensor(part.content);
      if (part.number === attribute.i) attributes[name] = part.value;
      if (part.number === attribute.f) attributes[name] = numbersOf(part.content, type.float)[0];
      if (part.number === attribute.ints) {
        const before = attributes[name];
        attributes[name] = [...(Array.isArray(before) ? before : []), ...varintsOf(part)];
      }
    }
  }
  if (value === 'elsewhere') return null;
  if (op === 'Constant' && value) constants.set(outputs[0], value);
  return { op, inputs, outputs, attributes };
}

/** The values of a tensor of at most 16; null when it is larger or of another type. */
function readTensor(content: Uint8Array): Constant | 'elsewhere' | null {
  let dataType = 0;
  let size = 1;
  const values: number[] = [];
  let raw: Uint8Array | null = null;
  for (const field of fieldsOf(content)) {
    if (field.number === tensor.location && field.value === 1) return 'elsewhere';
    if (field.number === tensor.dataType) dataType = field.value;
    if (field.number === tensor.dims) for (const dim of varintsOf(field)) size *= dim;
    if (field.number === tensor.raw) raw = field.content;
    if (field.number === tensor.int64s) values.push(...varintsOf(field));
    if (field.number === tensor.floats && field.wire === 2)
      values.push(...numbersOf(field.content, type.float));
  }
  if (size > 16 || (dataType !== type.float && dataType !== type.int64)) return null;
  return { values: raw ? numbersOf(raw, dataType) : values };
}

function numbersOf(raw: Uint8Array, dataType: number): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const bytes = dataType === type.float ? 4 : 8;
  return Array.from({ length: raw.length / bytes }, (_, i) =>
    dataType === type.float ? view.getFloat32(i * 4, true) : Number(view.getBigInt64(i * 8, true)),
  );
}

function nameOf(content: Uint8Array, number: number): string {
  for (const field of fieldsOf(content)) if (field.number === number) return utf8.decode(field.content);
  return '';
}

/** The only user of what a node gives; undefined when several do, or it is what the graph gives. */
export function onlyUser(graph: SimpleGraph, { outputs }: GraphNode): GraphNode | undefined {
  const users = graph.usersOf(outputs[0]);
  return users.length === 1 && !graph.outputs.has(outputs[0]) ? users[0] : undefined;
}
