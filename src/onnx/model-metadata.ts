import { type FileHandle, open } from 'node:fs/promises';
import { ScribeError } from '../errors.js';
import { fieldsOf, largestHead, readHead } from './protobuf.js';

/** Field numbers of onnx.proto3, ModelProto and StringStringEntryProto. */
const model = { graph: 7, metadata: 14 } as const;
const entry = { key: 1, value: 2 } as const;

/**
 * What the exporter of a network noted in it (`metadata_props`), such as sherpa-onnx's vocabulary sizes. onnxruntime for
 * Node does not tell. Steps over the graph, so a file of gigabytes costs a few small reads.
 *
 * @throws ScribeError MODEL when the file is missing or is not an ONNX model.
 */
export async function readModelMetadata(path: string): Promise<ReadonlyMap<string, string>> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    return await metadataOf(file, (await file.stat()).size);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScribeError('MODEL', `Reading the metadata of the network ${path} failed: ${reason}`, {
      hint: 'Run `scribe doctor` to check the installed models.',
      cause,
    });
  } finally {
    await file?.close();
  }
}

async function metadataOf(file: FileHandle, size: number): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const utf8 = new TextDecoder();
  let hasGraph = false;
  for (let at = 0; at < size; ) {
    const field = readHead(await readPart(file, at, Math.min(largestHead, size - at)), 0);
    const end = at + field.size + field.length;
    if (end > size) throw new Error('it ends in the middle');
    if (field.number === model.graph) hasGraph = true;
    if (field.number === model.metadata) {
      const pair = { key: '', value: '' };
      for (const part of fieldsOf(await readPart(file, at + field.size, field.length))) {
        if (part.number === entry.key) pair.key = utf8.decode(part.content);
        if (part.number === entry.value) pair.value = utf8.decode(part.content);
      }
      found.set(pair.key, pair.value);
    }
    at = end;
  }
  if (!hasGraph) throw new Error('it holds no network');
  return found;
}

async function readPart(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) throw new Error('it ends in the middle');
  return bytes;
}
