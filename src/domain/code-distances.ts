/** Words of 32 bits that are compared at once: those of 384 numbers. */
const group = 12;

/** Words of a code of so many numbers: a whole number of groups, filled up with zeros. */
export const wordsOfCode = (dims: number): number => group * Math.ceil(dims / 32 / group);

/**
 * The signs of a vector's numbers as bits. Two codes differ in the more bits, the wider the angle between their vectors
 * (Charikar 2002, with the axes as hyperplanes). Pure.
 */
export function codeOf(vector: ArrayLike<number>): Int32Array {
  const code = new Int32Array(wordsOfCode(vector.length));
  for (let i = 0; i < vector.length; i++) if (vector[i] >= 0) code[i >> 5] |= 1 << (i & 31);
  return code;
}

/**
 * In how many bits each of many codes differs from one. Bits of twelve words are added up column by column before they are
 * counted (carry-save adders, Harley and Seal in Warren, Hacker's Delight, 2nd edition, 5-1). Pure.
 *
 * @param codes one after the other, [n, words]
 * @param distances is written from `at` on; it has room.
 */
export function codeDistances(codes: Int32Array, code: Int32Array, distances: Uint16Array, at: number): void {
  for (let from = 0, row = at; from < codes.length; from += code.length, row++) {
    let distance = 0;
    for (let part = 0; part < code.length; part += group)
      distance += groupDistance(codes, from + part, code, part);
    distances[row] = distance;
  }
}

function groupDistance(a: Int32Array, i: number, b: Int32Array, j: number): number {
  let x = a[i] ^ b[j];
  let y = a[i + 1] ^ b[j + 1];
  let z = a[i + 2] ^ b[j + 2];
  let half = x ^ y;
  const one1 = half ^ z;
  const two1 = (x & y) | (half & z);
  x = a[i + 3] ^ b[j + 3];
  y = a[i + 4] ^ b[j + 4];
  z = a[i + 5] ^ b[j + 5];
  half = x ^ y;
  const one2 = half ^ z;
  const two2 = (x & y) | (half & z);
  x = a[i + 6] ^ b[j + 6];
  y = a[i + 7] ^ b[j + 7];
  z = a[i + 8] ^ b[j + 8];
  half = x ^ y;
  const one3 = half ^ z;
  const two3 = (x & y) | (half & z);
  x = a[i + 9] ^ b[j + 9];
  y = a[i + 10] ^ b[j + 10];
  z = a[i + 11] ^ b[j + 11];
  half = x ^ y;
  const one4 = half ^ z;
  const two4 = (x & y) | (half & z);
  half = one1 ^ one2;
  const ones = half ^ one3;
  const two5 = (one1 & one2) | (half & one3);
  half = two1 ^ two2;
  const twos = half ^ two3;
  const four1 = (two1 & two2) | (half & two3);
  half = twos ^ two4;
  const both = half ^ two5;
  const four2 = (twos & two4) | (half & two5);
  const two6 = ones & one4;
  return bits(ones ^ one4) + 2 * bits(both ^ two6) + 4 * (bits(four1) + bits(four2) + bits(both & two6));
}

/** How many bits of a word are set. */
function bits(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The places of the smallest distances, at most `count` and a few of the last equal ones left out; in no order. Pure. */
export function nearestCodes(distances: Uint16Array, most: number, count: number): number[] {
  const having = new Uint32Array(most + 1);
  for (const distance of distances) having[distance]++;
  let cutoff = 0;
  for (let sum = having[0]; sum < count && cutoff < most; ) sum += having[++cutoff];
  const nearest: number[] = [];
  const equal: number[] = [];
  for (let i = 0; i < distances.length; i++)
    if (distances[i] < cutoff) nearest.push(i);
    else if (distances[i] === cutoff) equal.push(i);
  return [...nearest, ...equal.slice(Math.max(0, equal.length - (count - nearest.length)))].slice(0, count);
}
