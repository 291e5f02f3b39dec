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

/** What stands before the content of a field. */
export interface FieldHead {
  readonly number: number;
  readonly wire: number;
  readonly value: number;
  /** Bytes of the key and of the value or length. */
  readonly size: number;
  /** Bytes of the content. */
  readonly length: number;
}

/** Two varints of 64 bits: no head is larger. */
export const largestHead = 20;

/**
 * Head of the field that begins at `start`; its content may lie past the end of `bytes`.
 *
 * @throws RangeError when the bytes end before, or are no protocol buffer.
 */
export function readHead(bytes: Uint8Array, start: number): FieldHead {
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

/** Bytes of content for each wire type; undefined where a length says it. */
const contentLength = { 0: 0, 1: 8, 2: undefined, 5: 4 };

/**
 * The fields of a message, in order (protobuf.dev, "Encoding"); enough of the format to read and rewrite ONNX graphs.
 *
 * @throws RangeError when the message is cut off.
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
