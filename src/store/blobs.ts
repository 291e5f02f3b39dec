import { endianness } from 'node:os';

const bigEndian = endianness() === 'BE';

/** 32-bit numbers as little-endian bytes, whatever the machine; a copy. */
export function toBlob(numbers: Float32Array | Uint32Array): Buffer {
  const bytes = Buffer.from(
    numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.byteLength) as ArrayBuffer,
  );
  return bigEndian ? bytes.swap32() : bytes;
}

/** The inverse of `toBlob`. A blob from SQLite may start at any byte, so its bytes are copied into place. */
export function toFloats(blob: Buffer): Float32Array {
  return new Float32Array(aligned(blob));
}

/** The inverse of `toBlob`, for sub-fingerprints. */
export function toUints(blob: Buffer): Uint32Array {
  return new Uint32Array(aligned(blob));
}

function aligned(blob: Buffer): ArrayBuffer {
  const bytes = Buffer.from(new ArrayBuffer(blob.length));
  blob.copy(bytes);
  if (bigEndian) bytes.swap32();
  return bytes.buffer as ArrayBuffer;
}
