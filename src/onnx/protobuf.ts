import { readSync } from 'node:fs';

/** One field of a protocol-buffer message, as a view into its bytes. */
export interface Field {
  readonly number: number;
  /** 0 varint, 1 fixed 64, 2 bytes, 5 fixed 32. */
  readonly wire: number;
  /** The value of a varint. */
  readonly value: number;
  /** The content of bytes; empty for numbers. */
  readonly content: Uint8Array;
  /** Key, length and content together. */
  readonly whole: Uint8Array;
}

/** The head of a field, before its content. */
interface FieldHead {
  readonly number: number;
  readonly wire: number;
  readonly value: number;
  /** Bytes of the key and of the value or length. */
  readonly size: number;
  /** Bytes of the content. */
  readonly length: number;
}

/** Bytes of the largest head: two varints of 64 bits. */
const largestHead = 20;

/**
 * The head of the field that begins at `start`; its content may extend beyond `bytes`.
 *
 * @throws RangeError when the bytes end too early or are no protocol buffer.
 */
function readHead(bytes: Uint8Array, start: number): FieldHead {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError('a message ends inside a field');
  };
  const key = varint();
  const wire = key & 7;
  const number = Math.floor(key / 8);
  if (number === 0 || !(wire in contentLength)) throw new RangeError(`a message has a field of key ${key}`);
  const value = wire === 0 ? varint() : 0;
  const length = contentLength[wire as keyof typeof contentLength] ?? varint();
  return { number, wire, value, size: at - start, length };
}

/** Bytes of content by wire type; undefined when the field states its length. */
const contentLength = { 0: 0, 1: 8, 2: undefined, 5: 4 };

/**
 * The fields of a message, in order (protobuf.dev, "Encoding"): as much of the format as ONNX graphs use.
 *
 * @throws RangeError when the message is truncated.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const { number, wire, value, size, length } = readHead(message, at);
    const end = at + size + length;
    if (end > message.length) throw new RangeError('a message ends inside a field');
    yield {
      number,
      wire,
      value,
      content: message.subarray(at + size, end),
      whole: message.subarray(at, end),
    };
    at = end;
  }
}

/** Repeated whole numbers, whether packed or each in a field of its own. Those below zero take ten bytes. */
export function varintsOf({ wire, whole, content }: Pick<Field, 'wire' | 'whole' | 'content'>): number[] {
  const bytes = wire === 0 ? whole.subarray(whole.findIndex((byte) => byte < 128) + 1) : content;
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + bytes.subarray(at).findIndex((byte) => byte < 128) + 1;
    const own = bytes.subarray(at, end);
    // Two's complement of 64 bits: as a number it would be rounded, what is missing to all ones is not.
    const negative = own.length === 10;
    const sum = own
      .subarray(0, 9)
      .reduceRight((rest, byte) => rest * 128 + (negative ? 127 - (byte & 127) : byte & 127), 0);
    values.push(negative ? -1 - sum : sum);
    at = Math.max(end, at + 1);
  }
  return values;
}

/** A field of bytes: key, length, content. */
export function bytesField(number: number, ...content: readonly Uint8Array[]): Uint8Array[] {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([...varintBytes(number * 8 + 2), ...varintBytes(length)]), ...content];
}

export function varintField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes(number * 8), ...varintBytes(value)]);
}

function varintBytes(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return [...out, rest];
}

/** The head of a field in a file, and the position of its content. */
export interface FileField extends FieldHead {
  /** Offset of the content in the file. */
  readonly start: number;
}

/**
 * The fields of the message in bytes `[from, to)` of a file. Only their heads are read: a network of gigabytes takes
 * thousands of small synchronous reads of microseconds each.
 *
 * @param file a file descriptor.
 * @throws RangeError when the message is truncated or is no protocol buffer.
 */
export function* fieldsOfFile(file: number, from: number, to: number): Generator<FileField> {
  let bytes: Uint8Array = new Uint8Array(0);
  let read = from;
  for (let at = from; at < to; ) {
    const least = Math.min(largestHead, to - at);
    if (at - read + least > bytes.length) {
      bytes = readBytes(file, at, Math.min(ahead, to - at));
      read = at;
    }
    const head = readHead(bytes, at - read);
    const start = at + head.size;
    at = start + head.length;
    if (at > to) throw new RangeError('a message ends inside a field');
    yield { ...head, start };
  }
}

/** Bytes read at once: nodes of a graph are short, so many heads fit in. */
const ahead = 2048;

/** @throws RangeError when the file ends too early. */
export function readBytes(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (readSync(file, bytes, 0, length, at) < length) throw new RangeError('the file ends in the middle');
  return bytes;
}
