import { closeSync, fstatSync, openSync } from 'node:fs';
import { ScribeError } from '../errors.js';
import { fieldsOf, fieldsOfFile, readBytes } from './protobuf.js';

/** Field numbers of onnx.proto3, ModelProto and StringStringEntryProto. */
const model = { graph: 7, metadata: 14 } as const;
const entry = { key: 1, value: 2 } as const;

/**
 * The metadata of a network (`metadata_props`), such as the vocabulary sizes that sherpa-onnx writes. onnxruntime for
 * Node has no access to it. The graph is skipped, so a file of gigabytes costs a few small reads.
 *
 * @throws ScribeError MODEL when the file is missing or is not an ONNX model.
 */
export function readModelMetadata(path: string): ReadonlyMap<string, string> {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return metadataOf(file, fstatSync(file).size);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('MODEL', `Reading the metadata of the network ${path} failed: ${reason}`, {
      hint: 'Run `scribe doctor` to check the installed models.',
      cause,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function metadataOf(file: number, size: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const utf8 = new TextDecoder();
  let hasGraph = false;
  for (const field of fieldsOfFile(file, 0, size)) {
    if (field.number === model.graph) hasGraph = true;
    if (field.number !== model.metadata) continue;
    const pair = { key: '', value: '' };
    for (const part of fieldsOf(readBytes(file, field.start, field.length))) {
      if (part.number === entry.key) pair.key = utf8.decode(part.content);
      if (part.number === entry.value) pair.value = utf8.decode(part.content);
    }
    found.set(pair.key, pair.value);
  }
  if (!hasGraph) throw new Error('it holds no network');
  return found;
}
