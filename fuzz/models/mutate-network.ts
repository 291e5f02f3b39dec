import { bytesField, type Field, fieldsOf, varintField } from '../../src/onnx/protobuf.js';
import type { Random } from '../../test/fixtures/random.js';
import { pick } from '../case.js';

/** Numbers of fields of onnx.proto3, from the model down to what is changed. */
const graph = 7;
const paths = {
  inputs: [graph, 11],
  outputs: [graph, 12],
  nodes: [graph, 1],
  weights: [graph, 5],
  operatorSets: [8],
} as const;
const inValue = { name: 1, elementType: [2, 1, 1], dimension: [2, 1, 2, 1, 1] } as const;
const inNode = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 } as const;
const inTensor = { dimension: 1, type: 2, raw: 9, external: 13, location: 14 } as const;

const utf8 = new TextEncoder();
const text = (number: number, value: string) => bytesField(number, utf8.encode(value));

/**
 * A message in which one field at the end of a path was replaced by what `change` makes of it; which one, where there are
 * several, is left to chance. The same message when there is none.
 */
function changeAt(
  message: Uint8Array,
  path: readonly number[],
  random: Random,
  change: (field: Field) => readonly Uint8Array[],
): Uint8Array {
  const fields = [...fieldsOf(message)];
  const candidates = fields.filter(({ number }) => number === path[0]);
  if (candidates.length === 0) return message;
  const chosen = pick(random, candidates);
  return Buffer.concat(
    fields.flatMap((field) => {
      if (field !== chosen) return [field.whole];
      if (path.length === 1) return change(field);
      return bytesField(field.number, changeAt(field.content, path.slice(1), random, change));
    }),
  );
}

/** The same with all fields at the end of the path. */
function changeAll(
  message: Uint8Array,
  path: readonly number[],
  change: (field: Field) => readonly Uint8Array[],
): Uint8Array {
  const [next, ...rest] = path;
  return Buffer.concat(
    [...fieldsOf(message)].flatMap((field) => {
      if (field.number !== next) return [field.whole];
      if (rest.length === 0) return change(field);
      return bytesField(field.number, changeAll(field.content, rest, change));
    }),
  );
}

/** A varint of 64 bits, all of them set: -1, or more than anything. */
const allBits = (number: number) =>
  Buffer.concat([varintField(number, 0).subarray(0, -1), Buffer.alloc(9, 0xff), Buffer.of(1)]);

const extreme = (number: number, random: Random): Uint8Array =>
  random.below(4) === 0
    ? allBits(number)
    : varintField(number, pick(random, [0, 1, 2, 3, 7, 127, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 52]));

const replaced =
  (random: Random) =>
  ({ number }: Field) => [extreme(number, random)];
const removed = () => [];
const repeated = ({ whole }: Field) => [whole, whole];
const renamed =
  (random: Random) =>
  ({ number }: Field) =>
    text(
      number,
      pick(random, [
        '',
        'x',
        'logits',
        '__proto__',
        '../../x',
        'a\n\u001b[2J',
        '%s',
        'Loop',
        'Identity',
        'Reshape',
      ]),
    );

/** A tensor whose numbers lie in another file. */
const elsewhere =
  (location: string) =>
  (field: Field): Uint8Array[] => {
    const kept = [...fieldsOf(field.content)]
      .filter(({ number }) => number !== inTensor.raw)
      .map(({ whole }) => whole);
    const entry = Buffer.concat([...text(1, 'location'), ...text(2, location)]);
    return bytesField(
      field.number,
      ...kept,
      ...bytesField(inTensor.external, entry),
      varintField(inTensor.location, 1),
    );
  };

/** Numbers that are none: whole 32-bit floats of all bits set. */
const notNumbers = ({ number, content }: Field): Uint8Array[] =>
  bytesField(number, new Uint8Array(content.length).fill(0xff));

type Mutator = (bytes: Uint8Array, random: Random) => Uint8Array;

const at =
  (path: readonly number[], change: (random: Random) => (field: Field) => readonly Uint8Array[]): Mutator =>
  (bytes, random) =>
    changeAt(bytes, path, random, change(random));

/** Changes of a network that remains a message of protocol buffers: a reader has to understand it to see that it is wrong. */
export const networkMutators: Readonly<Record<string, Mutator>> = {
  'an input of another type': at([...paths.inputs, ...inValue.elementType], replaced),
  'an output of another type': at([...paths.outputs, ...inValue.elementType], replaced),
  'an input of another shape': at([...paths.inputs, ...inValue.dimension], replaced),
  'an output of another shape': at([...paths.outputs, ...inValue.dimension], replaced),
  'an input less': at(paths.inputs, () => removed),
  'an output less': at(paths.outputs, () => removed),
  'an input twice': at(paths.inputs, () => repeated),
  'an input of another name': at([...paths.inputs, inValue.name], renamed),
  'an output of another name': at([...paths.outputs, inValue.name], renamed),
  'a node less': at(paths.nodes, () => removed),
  'a node twice': at(paths.nodes, () => repeated),
  'another operator': at([...paths.nodes, inNode.operator], renamed),
  'another input of a node': at([...paths.nodes, inNode.input], renamed),
  'another output of a node': at([...paths.nodes, inNode.output], renamed),
  'an attribute less': at([...paths.nodes, inNode.attribute], () => removed),
  'another number in an attribute': at([...paths.nodes, inNode.attribute, 3], replaced),
  'other numbers in an attribute': at([...paths.nodes, inNode.attribute, 8], replaced),
  'an operator of an unknown domain': at([...paths.nodes, inNode.operator], () => ({ whole }) => [
    whole,
    ...text(inNode.domain, 'custom.domain'),
  ]),
  'a weight less': at(paths.weights, () => removed),
  'a huge weight that is only declared': at([...paths.weights, inTensor.dimension], () => ({ number }) => [
    varintField(number, 2 ** 36),
  ]),
  'a weight of another shape': at([...paths.weights, inTensor.dimension], replaced),
  'a weight of another type': at([...paths.weights, inTensor.type], replaced),
  'a weight without its numbers': at([...paths.weights, inTensor.raw], () => removed),
  'a weight of no numbers': at([...paths.weights, inTensor.raw], () => notNumbers),
  'all weights of no numbers': (bytes) => changeAll(bytes, [...paths.weights, inTensor.raw], notNumbers),
  'weights in a file outside': at(paths.weights, () => elsewhere('../outside.bin')),
  'weights in a system file': at(paths.weights, () => elsewhere('/etc/passwd')),
  'weights in no file': at(paths.weights, () => elsewhere('none.bin')),
  'another version of the operators': at([...paths.operatorSets, 2], replaced),
  'other notes': at(
    [14, 2],
    (random) =>
      ({ number }) =>
        text(number, pick(random, ['', '0', '-1', '1e9', '4294967296', 'NaN', '[]'])),
  ),
};
