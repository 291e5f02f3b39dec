import type { Random } from '../test/fixtures/random.js';
import { pick } from './case.js';

/** Changes the bytes of a file into others; never the ones that it is given. */
type Mutator = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** Heads of files are where lengths, rates and counts stand. */
const headLength = 512;

/** A place in a file, in its head every second time. */
const placeIn = (bytes: Buffer, random: Random): number =>
  random.below(Math.max(1, random.uniform() < 0.5 ? Math.min(headLength, bytes.length) : bytes.length));

/** A part of up to a quarter of the file: `[from, to)`. */
function partOf(bytes: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.below(Math.max(1, bytes.length));
  return [from, Math.min(bytes.length, from + 1 + random.below(Math.max(1, bytes.length >> 2)))];
}

const extremes = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
];
const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3.4e38, -3.4e38, 1e-45];

export const mutators: Readonly<Record<string, Mutator>> = {
  bits(bytes, random) {
    const out = Buffer.from(bytes);
    for (let left = 1 + random.below(20); left > 0; left--) out[placeIn(out, random)] ^= 1 << random.below(8);
    return out;
  },
  bytes(bytes, random) {
    const out = Buffer.from(bytes);
    for (let left = 1 + random.below(50); left > 0; left--) out[placeIn(out, random)] = random.below(256);
    return out;
  },
  truncated: (bytes, random) => bytes.subarray(0, placeIn(bytes, random)),
  beheaded: (bytes, random) => bytes.subarray(placeIn(bytes, random)),
  zeros(bytes, random) {
    const out = Buffer.from(bytes);
    return out.fill(random.uniform() < 0.5 ? 0 : 0xff, ...partOf(out, random));
  },
  repeated(bytes, random) {
    const [from, to] = partOf(bytes, random);
    const times = Array.from({ length: 1 + random.below(8) }, () => bytes.subarray(from, to));
    return Buffer.concat([bytes.subarray(0, to), ...times, bytes.subarray(to)]);
  },
  shuffled(bytes, random) {
    const [a, b] = partOf(bytes, random);
    const [c, d] = partOf(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, a),
      bytes.subarray(c, d),
      bytes.subarray(a, c),
      bytes.subarray(b),
    ]);
  },
  removed(bytes, random) {
    const [from, to] = partOf(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  /** What may be a length, a rate or a count becomes none, one or far too many. */
  lengths(bytes, random) {
    const out = Buffer.from(bytes);
    for (let left = 1 + random.below(4); left > 0; left--) {
      const width = pick(random, [1, 2, 4, 8]);
      const at = placeIn(out, random);
      if (at + width > out.length) continue;
      const value = BigInt.asUintN(width * 8, pick(random, extremes));
      const field = Buffer.alloc(8);
      if (random.uniform() < 0.5) field.writeBigUInt64LE(value);
      else field.writeBigUInt64BE(value << BigInt(64 - width * 8));
      field.copy(out, at, 0, width);
    }
    return out;
  },
  /** Numbers that no sample may be. */
  numbers(bytes, random) {
    const out = Buffer.from(bytes);
    for (let left = 1 + random.below(400); left > 0; left--) {
      const at = placeIn(out, random) & ~3;
      if (at + 4 <= out.length) out.writeFloatLE(pick(random, numbers), at);
    }
    return out;
  },
  /** The head of one file on the body of another. */
  spliced(bytes, random, others) {
    const other = pick(random, others);
    return Buffer.concat([bytes.subarray(0, placeIn(bytes, random)), other.subarray(placeIn(other, random))]);
  },
  joined: (bytes, random, others) => Buffer.concat([bytes, pick(random, others)]),
};

/** One to three mutations of a file, and their names. */
export function mutate(
  bytes: Buffer,
  random: Random,
  others: readonly Buffer[],
): { readonly bytes: Buffer; readonly names: readonly string[] } {
  const names = Array.from({ length: 1 + random.below(3) }, () => pick(random, Object.keys(mutators)));
  return { bytes: names.reduce((out, name) => mutators[name](out, random, others), bytes), names };
}
