import { readSync } from 'node:fs';
import { type FieldHead, largestHead, readHead } from './protobuf.js';

/** A field of a message that lies in a file: its head, and where its content is. */
export interface FileField extends FieldHead {
  /** Offset of the content in the file. */
  readonly start: number;
}

/**
 * The fields of the message in bytes `[from, to)` of a file. Only their heads are read, so a network of gigabytes is
 * looked through with thousands of small reads, which are synchronous: each takes microseconds.
 *
 * @param file its descriptor.
 * @throws RangeError when the message is cut off or is no protocol buffer.
 */
export function* fieldsOfFile(file: number, from: number, to: number): Generator<FileField> {
  let bytes: Uint8Array = new Uint8Array(0);
  let read = from;
  for (let at = from; at < to; ) {
    const least = Math.min(largestHead, to - at);
    if (at - read + least > bytes.length) {
      bytes = readPart(file, at, Math.min(ahead, to - at));
      read = at;
    }
    const head = readHead(bytes, at - read);
    const start = at + head.size;
    at = start + head.length;
    if (at > to) throw new RangeError('a message ends inside a field');
    yield { ...head, start };
  }
}

/** Bytes that are read at once: nodes of a graph are short, and many heads fit in. */
const ahead = 2048;

/** @throws RangeError when the file ends before. */
export function readPart(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (readSync(file, bytes, 0, length, at) < length) throw new RangeError('the file ends in the middle');
  return bytes;
}
