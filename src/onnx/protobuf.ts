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

/** The fields of a message, in order (protobuf.dev, "Encoding"); enough of the format to read and rewrite ONNX graphs. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const from = at;
    const key = varint();
    const wire = key & 7;
    const value = wire === 0 ? varint() : 0;
    const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    const content = message.subarray(at, at + length);
    at += length;
    yield { number: key >>> 3, wire, value, content, whole: message.subarray(from, at) };
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
