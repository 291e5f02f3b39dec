import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fieldsOf, fieldsOfFile, readBytes } from './protobuf.js';

/** Field numbers of onnx.proto3 that lead to tensors, by message. */
const model = { graph: 7, training: 20, functions: 25 } as const;
const training = { initialization: 1, algorithm: 2 } as const;
const graph = { node: 1, initializer: 5, sparse: 15 } as const;
const functions = { node: 7, attribute: 11 } as const;
const node = { attribute: 5 } as const;
const attribute = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 } as const;
const sparse = { values: 1, indices: 2 } as const;
const tensor = { externalData: 13 } as const;
const entry = { key: 1, value: 2 } as const;

type Message = 'model' | 'training' | 'graph' | 'function' | 'node' | 'attribute' | 'sparse' | 'tensor';

/** Which fields of a message hold messages that may lead to a tensor. */
const inner: Readonly<Record<Exclude<Message, 'tensor'>, Readonly<Record<number, Message>>>> = {
  model: { [model.graph]: 'graph', [model.training]: 'training', [model.functions]: 'function' },
  training: { [training.initialization]: 'graph', [training.algorithm]: 'graph' },
  graph: { [graph.node]: 'node', [graph.initializer]: 'tensor', [graph.sparse]: 'sparse' },
  function: { [functions.node]: 'node', [functions.attribute]: 'attribute' },
  node: { [node.attribute]: 'attribute' },
  attribute: {
    [attribute.tensor]: 'tensor',
    [attribute.tensors]: 'tensor',
    [attribute.graph]: 'graph',
    [attribute.graphs]: 'graph',
    [attribute.sparse]: 'sparse',
    [attribute.sparses]: 'sparse',
  },
  sparse: { [sparse.values]: 'tensor', [sparse.indices]: 'tensor' },
};

/** Graphs inside of graphs, deeper than in any network: beyond it, a file is made to exhaust the stack. */
const deepest = 64;

/**
 * Makes sure that a network takes its weights from its own folder. onnxruntime opens the file that a tensor names, so a
 * network could have it read any file of this user.
 *
 * @throws Error when a tensor names a file outside of the folder of the network; RangeError when it is no network.
 */
export function requireOwnData(path: string): void {
  const file = openSync(path, 'r');
  try {
    // Walking through a graph takes a hundred times as long as looking for this word, which most files lack.
    if (!contains(file, 'location')) return;
    for (const name of locations(file, 'model', 0, fstatSync(file).size, 0)) requireInside(path, name);
  } finally {
    closeSync(file);
  }
}

/** Whether a file has these bytes anywhere. */
function contains(file: number, text: string): boolean {
  const block = Buffer.alloc(blockLength + text.length);
  let kept = 0;
  for (let at = 0; ; ) {
    const read = readSync(file, block, kept, blockLength, at);
    if (read === 0) return false;
    at += read;
    const end = kept + read;
    if (block.subarray(0, end).includes(text)) return true;
    // The word may lie across two blocks.
    kept = Math.min(end, text.length - 1);
    block.copy(block, 0, end - kept, end);
  }
}

const blockLength = 1 << 20;

/** The files that tensors of a message name. */
function* locations(
  file: number,
  message: Message,
  from: number,
  to: number,
  depth: number,
): Generator<string> {
  if (depth > deepest) throw new RangeError('its graphs lie too deep in one another');
  for (const field of fieldsOfFile(file, from, to)) {
    if (message === 'tensor') {
      if (field.number === tensor.externalData && field.wire === 2)
        yield* locationOf(readBytes(file, field.start, field.length));
      continue;
    }
    const next = inner[message][field.number];
    if (next && field.wire === 2)
      yield* locations(file, next, field.start, field.start + field.length, depth + 1);
  }
}

const utf8 = new TextDecoder();

function* locationOf(pair: Uint8Array): Generator<string> {
  let key = '';
  let value = '';
  for (const part of fieldsOf(pair)) {
    if (part.number === entry.key) key = utf8.decode(part.content);
    if (part.number === entry.value) value = utf8.decode(part.content);
  }
  if (key === 'location') yield value;
}

function requireInside(path: string, name: string): void {
  const refuse = () => new Error(`it takes its weights from ${name}, outside of its own folder`);
  const folder = dirname(path);
  if (isAbsolute(name) || !isBelow(folder, join(folder, name))) throw refuse();
  let real: string;
  try {
    real = realpathSync(join(folder, name));
  } catch {
    // What is not there cannot be read: onnxruntime says which file is missing.
    return;
  }
  // In a cache of Hugging Face both are links into a folder of blobs.
  if (!isBelow(realpathSync(folder), real) && !isBelow(dirname(realpathSync(path)), real)) throw refuse();
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
