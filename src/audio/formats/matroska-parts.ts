import type { ByteSource, FindPart } from './file-parts.js';

/** The element with which a Matroska or WebM file begins (RFC 8794, section 11.2.1), and the one that holds the rest. */
const header = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const segment = 0x18538067;

/** A Matroska or WebM file: one segment, of a stated size or, from a recorder that cannot go back, of an unknown one. */
export const findMatroskaPart: FindPart = async (file, start) => {
  if (!(await beginsHere(file, start))) return null;
  const next = async (from: number) => {
    const found = await file.find(header, from, (at) => beginsHere(file, at));
    return { end: found < 0 ? file.size : found, inputOptions: [] };
  };
  const head = await readSize(file, start + 4);
  const segmentAt = head.bodyAt + (head.size ?? 0);
  const id = await file.read(segmentAt, 4);
  if (id.length < 4 || id.readUInt32BE() !== segment) return next(segmentAt);
  const { bodyAt, size } = await readSize(file, segmentAt + 4);
  const end = bodyAt + (size ?? 0);
  return next(size === undefined || end > file.size ? bodyAt : end);
};

async function beginsHere(file: ByteSource, at: number): Promise<boolean> {
  const bytes = await file.read(at, 80);
  return bytes.indexOf(header) === 0 && /matroska|webm/.test(bytes.toString('latin1'));
}

/** A size of one to eight bytes; undefined where all its bits are set: not known. */
async function readSize(file: ByteSource, at: number): Promise<{ bodyAt: number; size?: number }> {
  const bytes = await file.read(at, 8);
  const length = bytes.length > 0 ? Math.clz32(bytes[0]) - 23 : 9;
  if (length > bytes.length) return { bodyAt: file.size };
  const mask = 0xff >> length;
  let size = bytes[0] & mask;
  let unknown = size === mask;
  for (const byte of bytes.subarray(1, length)) {
    size = size * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { bodyAt: at + length, size: unknown ? undefined : size };
}
